import { attachTo, podPath } from '../client/pod-streams.ts';
import { Quiet } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, nameOf, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { chosenContainer } from './pods.ts';

export interface AttachOptions {
  /** '' for the pod's default. */
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n';

/** Joins a running pod's container as `kubectl attach` does, and says how to come back. */
export async function attachSession(session: Session, pod: JsonObject, options: AttachOptions): Promise<number> {
  const { process } = session;
  const { quiet, stdin } = options;
  const container = await chosenContainer(session, pod, { asked: options.container, quiet });
  const name = stringAt(container, 'name');
  const hasTerminal = container['tty'] === true;
  if (options.tty && !hasTerminal && !quiet)
    await session.error(`error: Unable to use a TTY - container ${name} did not allocate one\n`);
  // A container that has a terminal is always joined with one.
  const tty = hasTerminal && stdin;
  const terminal = tty && process.stdinIsTerminal ? process.terminal : null;
  if (tty && !terminal && !quiet)
    await session.error('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  if (!quiet) await session.error(`${RECORDED}If you don't see a command prompt, try pressing enter.\n`);
  const input = stdin ? process.stdin : null;
  const attach = () =>
    attachTo(session, pod, { container: name, input, output: process.stdout, errors: process.stderr, terminal });
  if (stdin && process.stdinIsTerminal) await interruptible(process, attach, () => terminal?.setRaw(false));
  else await attach();
  if (!quiet && terminal && stringAt(pod, 'spec', 'restartPolicy') === 'Always')
    await session.print(`${farewell(pod, name)}\n`);
  return 0;
}

function farewell(pod: JsonObject, container: string): string {
  const isEphemeral = recordsAt(pod, 'spec', 'ephemeralContainers').some((item) => item['name'] === container);
  const command = `'kubectl attach ${nameOf(pod)} -c ${container} -i -t'`;
  return isEphemeral
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using ${command} if it is still running`
    : `Session ended, resume using ${command} command when the pod is running`;
}

/** Attaches; what cannot be joined is told by its log. */
export async function attachOrLogs(session: Session, pod: JsonObject, options: AttachOptions): Promise<void> {
  try {
    await attachSession(session, pod, options);
  } catch (error) {
    if (session.process.signal.aborted || error instanceof Quiet) throw error;
    const why = error instanceof Error ? error.message.replace(/^error: /, '') : String(error);
    await session.error(`warning: couldn't attach to pod/${nameOf(pod)}, falling back to streaming logs: ${why}\n`);
    await logOf(session, pod, options.container);
  }
}

/** The log of a pod's container so far. */
export async function logOf(session: Session, pod: JsonObject, asked: string): Promise<void> {
  const container = stringAt(await chosenContainer(session, pod, { asked, quiet: false }), 'name');
  const response = await session.client.open({ path: podPath(pod, 'log'), accept: '*/*', query: { container } });
  for await (const chunk of response) await session.process.stdout.write(chunk as Buffer);
}
