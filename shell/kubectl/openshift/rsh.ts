import { boolean, duration, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { execBehind } from '../verbs/exec.ts';

const USAGE = 'rsh (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]';

/** `oc rsh`: a shell, or a command, in a pod. A terminal is asked for where standard input is one. */
export const rsh: Verb = {
  name: 'rsh',
  usage: USAGE,
  flags: {
    container: string('c'),
    'no-tty': boolean('T'),
    'pod-running-timeout': duration('1m0s'),
    shell: string(undefined, '/bin/sh'),
    tty: boolean('t'),
  },
  run: async (session: Session, args: readonly string[]) => {
    const { flags, process } = session;
    const [name, ...rest] = args;
    if (name === undefined || flags.dashAt === 0) {
      const why = `expected '${USAGE}'.\nPOD or TYPE/NAME is a required argument for the rsh command`;
      throw new KubectlError(`error: ${why}\nSee 'oc rsh -h' for help and examples`);
    }
    if (flags.boolean('tty') && flags.boolean('no-tty'))
      throw new KubectlError("error: you may not specify -t and -T together\nSee 'oc rsh -h' for help and examples");
    const shell = flags.string('shell');
    const terminal = process.environment['TERM'] || 'xterm';
    const command =
      rest.length > 0 ? rest : shell === '/bin/sh' ? [shell, '-c', `TERM="${terminal}" ${shell}`] : [shell];
    const tty = flags.boolean('tty') || (!flags.boolean('no-tty') && process.stdinIsTerminal);
    return execBehind(session, name, command, { stdin: true, tty });
  },
};
