import { refusals } from './errors.ts';
import type { FieldPositions } from './http/duplicate-fields.ts';

/** A body that could not be read: what is wrong with it is said when somebody needs it, after what else is to be refused. */
export class UnreadableBody {
  readonly problem: string;
  /** The beginning of the text, as refusals show it. */
  readonly excerpt: string;
  constructor(problem: string, excerpt: string) {
    this.problem = problem;
    this.excerpt = excerpt;
  }
}

/** What is known of a body's text besides its value. */
export interface BodyText {
  readonly excerpt: string;
  /** Fields that stand there twice, in JSON. */
  readonly repeated?: FieldPositions;
  /** The same in YAML: `line 12: key "replicas" already set in map`. */
  readonly repeatedKeys?: readonly string[];
}

/** By the body's value, so that nothing has to carry it along. */
const texts = new WeakMap<object, BodyText>();

export function rememberText(body: unknown, text: BodyText): void {
  if (typeof body === 'object' && body !== null) texts.set(body, text);
}

export function bodyText(body: unknown): BodyText | undefined {
  return typeof body === 'object' && body !== null ? texts.get(body) : undefined;
}

const EXCERPT = 30;

/** runtime.summarizeData. */
export function excerptOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>';
  const start = Buffer.from(bytes.subarray(0, EXCERPT));
  const text = start.toString(bytes[0] === 0x7b ? 'utf8' : 'hex');
  return bytes.length > EXCERPT ? `${text} ...` : text;
}

/** The 400 for a body that is no object of any kind (handlers/rest.go transformDecodeError). */
export function unrecognized(kind: string, problem: string, excerpt: string) {
  return refusals.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${problem} (${excerpt})`);
}

/**
 * What a decoder complains of, in the order in which it comes upon it: `strictErrors` of the value, and fields that the
 * text has twice (not below a field that is unknown).
 */
export function allStrictErrors(body: unknown, strictErrors: readonly string[]): string[] {
  const { repeated, repeatedKeys } = bodyText(body) ?? {};
  if (repeatedKeys)
    return [`yaml: unmarshal errors:\n${repeatedKeys.map((key) => `  ${key}`).join('\n')}`, ...strictErrors];
  if (!repeated) return inBodyOrder(strictErrors, body);
  const unknown = strictErrors.map((text) => ({ text, path: pathIn(text), duplicate: false }));
  const duplicates = repeated.duplicates
    .filter((path) => !unknown.some((other) => path === other.path || path.startsWith(`${other.path}.`)))
    .map((path) => ({ text: `duplicate field ${JSON.stringify(path)}`, path, duplicate: true }));
  const place = (error: (typeof unknown)[number]) => repeated.position(error.path, error.duplicate);
  return [...unknown, ...duplicates].sort((a, b) => place(a) - place(b)).map(({ text }) => text);
}

function pathIn(error: string): string {
  return /"(.*)"/.exec(error)?.[1] ?? '';
}

/** An object has its metadata first, wherever it stood in the body. */
function inBodyOrder(strictErrors: readonly string[], body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [...strictErrors];
  const fields = Object.keys(body);
  const place = (error: string) => fields.indexOf(/^[^.[]*/.exec(pathIn(error))?.[0] ?? '');
  return [...strictErrors].sort((a, b) => place(a) - place(b));
}

/** The same as warnings: one for each key. */
export function strictWarnings(body: unknown, strictErrors: readonly string[]): string[] {
  const keys = bodyText(body)?.repeatedKeys;
  return keys ? [...keys, ...strictErrors] : allStrictErrors(body, strictErrors);
}

/** Throws 400 for a body that could not be read. */
export function requireReadable(body: unknown, text: (problem: string) => string = (problem) => problem): void {
  if (body instanceof UnreadableBody) throw refusals.badRequest(text(body.problem));
}
