import { runExec } from '../client/exec-channel.ts';
import { boolean, duration, string, strings } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, stringAt } from '../json.ts';
import { containerNames, defaultContainer, podsBehind } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { initMark } from './logs.ts';

export const exec: Verb = {
  name: 'exec',
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
    const { flags, process } = session;
    const { dashAt } = flags;
    if (args.length === 0 || dashAt === 0)
      throw new KubectlError('error: pod, type/name or --filename must be specified');
    const command = args.slice(1);
    if (command.length === 0) throw new KubectlError('error: you must specify at least one command for the container');
    if (dashAt < 0) {
      throw new KubectlError(
        "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
      );
    }
    const pod = (await podsBehind(session, args[0]!))[0]!;
    const container = await containerFor(session, pod);
    const input = flags.boolean('stdin');
    const wantsTerminal = flags.boolean('tty');
    const terminal = wantsTerminal && input && process.stdinIsTerminal && process.terminal !== null;
    if (wantsTerminal && !terminal) {
      await session.error('Unable to use a TTY - input is not a terminal or the right kind of file\n');
    }
    return runExec(session, {
      path: `/api/v1/namespaces/${stringAt(pod, 'metadata', 'namespace')}/pods/${nameOf(pod)}/exec`,
      query: {
        command,
        container,
        stdin: input ? 'true' : undefined,
        stdout: 'true',
        stderr: terminal ? undefined : 'true',
        tty: terminal ? 'true' : undefined,
      },
      input,
      terminal,
    });
  },
};

async function containerFor(session: Session, pod: JsonObject): Promise<string> {
  const phase = stringAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new KubectlError(`error: cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const asked = session.flags.string('container');
  if (asked) return asked;
  const { name, isOneOfMany } = defaultContainer(pod);
  if (isOneOfMany && !session.flags.boolean('quiet')) {
    const names = containerNames(pod).map(initMark(pod)).join(', ');
    await session.error(`Defaulted container "${name}" out of: ${names}\n`);
  }
  return name;
}
