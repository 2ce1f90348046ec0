import { execIn } from '../client/pod-streams.ts';
import { boolean, duration, string, strings } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { targetsOf } from '../resources/manifests.ts';
import { mostActive } from '../resources/pod-order.ts';
import { chosenContainer, objectNamed, podsBehind } from '../resources/pods.ts';
import { getTarget } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const exec: Verb = {
  name: 'exec',
  mapperTries: 4,
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: {
    container: string('c'),
    filename: strings('f', true),
    'pod-running-timeout': duration('1m0s'),
    quiet: boolean('q'),
    stdin: boolean('i'),
    tty: boolean('t'),
  },
  run: async (session, args) => {
    const { flags } = session;
    const { dashAt } = flags;
    const fromFile = flags.strings('filename').length > 0;
    if (dashAt < 0 && (args.length > 1 || (args.length > 0 && fromFile)))
      throw new UsageError(
        'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
        'exec',
      );
    const name = args.length > 0 && dashAt !== 0 ? args[0]! : '';
    const command = dashAt >= 0 ? args.slice(dashAt) : [];
    if (!name && !fromFile) throw new KubectlError('error: pod, type/name or --filename must be specified');
    if (command.length === 0) throw new KubectlError('error: you must specify at least one command for the container');
    const wanted = { stdin: flags.boolean('stdin'), tty: flags.boolean('tty') };
    return execCommand(session, await executablePod(session, name), command, wanted);
  },
};

/** Standard input is passed on; a terminal is made of the caller's. */
interface ExecStreams {
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** Runs a command in a pod, or in one behind an object that has pods. */
export async function execBehind(
  session: Session,
  name: string,
  command: readonly string[],
  wanted: ExecStreams,
): Promise<number> {
  return execCommand(session, await executablePod(session, name), command, wanted);
}

async function executablePod(session: Session, name: string): Promise<JsonObject> {
  const object = name ? await objectNamed(session, [name]) : await objectFromFile(session);
  const timeoutMs = session.flags.duration('pod-running-timeout');
  return (await podsBehind(session, object, { doing: 'attach to', order: mostActive, timeoutMs }))[0]!;
}

async function objectFromFile(session: Session): Promise<JsonObject> {
  const { targets, errors } = await targetsOf(session);
  if (errors.length > 0) throw errors[0];
  if (targets.length !== 1) throw new KubectlError('error: cannot exec into multiple objects at a time');
  return getTarget(session, targets[0]!);
}

async function execCommand(
  session: Session,
  pod: JsonObject,
  command: readonly string[],
  { stdin: wantsInput, tty }: ExecStreams,
): Promise<number> {
  const { flags, process } = session;
  const phase = stringAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new KubectlError(`error: cannot exec into a container in a completed pod; current phase is ${phase}`);
  const quiet = flags.boolean('quiet');
  const asked = flags.string('container');
  const container = asked || stringAt(await chosenContainer(session, pod, { asked, quiet }), 'name');
  const terminal = wantsInput && tty && process.stdinIsTerminal ? process.terminal : null;
  if (wantsInput && tty && !terminal && !quiet)
    await session.error('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  const run = () =>
    execIn(session, pod, {
      container,
      command,
      input: wantsInput ? process.stdin : null,
      output: process.stdout,
      errors: process.stderr,
      terminal,
    });
  const restore = () => terminal?.setRaw(false);
  return wantsInput && process.stdinIsTerminal ? interruptible(process, run, restore) : run();
}
