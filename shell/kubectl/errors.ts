import type { Status } from '../../cluster/machinery/kubernetes-object.ts';

/** Ends a verb: the text for stderr (kubectl's `cmdutil.CheckErr`) and the exit code. */
export class KubectlError extends Error {
  readonly exitCode: number;
  /** What goes to standard output before the end. */
  readonly printed: string;
  constructor(message: string, exitCode = 1, printed = '') {
    super(message);
    this.exitCode = exitCode;
    this.printed = printed;
  }
}

/** Ends a verb with nothing more to say. */
export class Quiet extends KubectlError {
  constructor(exitCode = 1) {
    super('', exitCode);
  }
}

/** The command line asks for something else (`cmdutil.UsageErrorf`): says where to read more. */
export class UsageError extends KubectlError {
  constructor(message: string, command: string) {
    super(`error: ${message}\nSee 'kubectl ${command} -h' for help and examples`);
  }
}

/** The server's refusal. */
export class StatusError extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** Several things failed. */
export class AggregateFailure extends Error {
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('several failures');
    this.errors = errors;
  }
}

/** The server could not be reached. `message` is Go's words for it. */
export class ConnectionError extends Error {
  readonly host: string;
  readonly refused: boolean;
  constructor(host: string, message: string, refused: boolean) {
    super(message);
    this.host = host;
    this.refused = refused;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof StatusError && error.reason === 'NotFound';

/** Throws what `errors` holds: nothing, the one, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateFailure(errors);
}

/** Text and exit code of anything a verb may throw; null for what is no failure of the verb but a bug. */
export function describeFailure(error: unknown): { text: string; exitCode: number } | null {
  if (error instanceof KubectlError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof AggregateFailure) {
    if (error.errors.length === 1) return describeFailure(error.errors[0]);
    return { text: error.errors.map(messageFor).join('\n'), exitCode: 1 };
  }
  if (error instanceof StatusError && error.reason === 'Invalid') {
    return { text: invalidText(error.status), exitCode: 1 };
  }
  const text = standardText(error);
  return text === null ? null : { text, exitCode: 1 };
}

/** kubectl's messageForError: a failure as one line among several. */
export function messageFor(error: unknown): string {
  const text = standardText(error);
  if (text !== null) return text;
  // Among several, a failure of kubectl's own stands without the word that it begins with alone.
  return error instanceof Error ? error.message.replace(/^error: /, '') : String(error);
}

function standardText(error: unknown): string | null {
  if (error instanceof StatusError) {
    if (error.reason === 'Unauthorized') {
      return `error: You must be logged in to the server (${error.message})`;
    }
    return error.reason
      ? `Error from server (${error.reason}): ${error.message}`
      : `Error from server: ${error.message}`;
  }
  if (error instanceof ConnectionError) {
    return error.refused
      ? `The connection to the server ${error.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.message}`;
  }
  return null;
}

function invalidText(status: Status): string {
  const details = status.details;
  if (!details) return `The request is invalid${status.message ? `: ${status.message}` : ''}`;
  const causes = details.causes ?? [];
  let text = 'The request is invalid';
  if (details.kind || details.name) text = `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`;
  else if (status.message && causes.length === 0) text += `: ${status.message}`;
  if (causes.length === 0) return text;
  const lines = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (lines.length === 1) return `${text}: ${lines[0]}`;
  return `${text}: \n${lines.map((line) => `* ${line}`).join('\n')}`;
}

/** What the server refused about a list, with what was asked of it (the resource builder's visitor). */
export function withSelectors(path: string, labelSelector: string, fieldSelector: string, error: unknown): unknown {
  if (!(error instanceof StatusError) || error.reason !== 'BadRequest' || !(labelSelector || fieldSelector))
    return error;
  const message = `Unable to find ${path} that match label selector "${labelSelector}", field selector "${fieldSelector}": ${error.message}`;
  return new StatusError({ ...error.status, message });
}

/** Says what was being done with which file (`cmdutil.AddSourceToErr`). */
export function withSource(doing: string, source: string, error: unknown): unknown {
  if (!source) return error;
  if (error instanceof StatusError) {
    const message = `error when ${doing} "${source}": ${error.message}`;
    return new StatusError({ ...error.status, message });
  }
  if (!(error instanceof Error) || error instanceof KubectlError) return error;
  if (error instanceof ConnectionError)
    return new KubectlError(`error: error when ${doing} "${source}": ${error.message}`);
  return error;
}
