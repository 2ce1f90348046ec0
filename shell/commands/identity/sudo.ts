import type { Process } from '../../../cluster/machinery/machine.ts';
import { findProgram } from '../../interpreter/find-command.ts';
import { shellOf } from '../everyday/child.ts';
import { runInPlace } from '../run-in-place.ts';
import { type Account, accountOf, credentialsOf, groups, ownCredentials } from './accounts.ts';

const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What is kept of the caller's environment (sudoers(5), env_keep). */
const KEPT = ['TERM', 'DISPLAY', 'COLORTERM', 'LANG', 'LANGUAGE', 'LS_COLORS', 'TZ', 'XAUTHORITY', 'COLUMNS', 'LINES'];

const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user]
            [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-C num] [-D directory]
            [-g group] [-h host] [-p prompt] [-R directory] [-T timeout]
            [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-C num] [-D directory]
            [-g group] [-h host] [-p prompt] [-R directory] [-T timeout]
            [-u user] file ...
`;

interface SudoCall {
  readonly flags: ReadonlySet<string>;
  readonly user: string;
  readonly directory: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const LONG: Readonly<Record<string, string>> = {
  user: 'u',
  login: 'i',
  shell: 's',
  'preserve-env': 'E',
  'non-interactive': 'n',
  'reset-timestamp': 'k',
  list: 'l',
  validate: 'v',
  stdin: 'S',
  'set-home': 'H',
  help: 'h',
  version: 'V',
  group: 'g',
  chdir: 'D',
  background: 'b',
  edit: 'e',
};
const WITH_VALUE = 'uguCDhpRTU';

function parse(args: readonly string[]): SudoCall | { problem: string } {
  const rest = [...args];
  const flags = new Set<string>();
  let [user, directory]: [string, string | undefined] = ['root', undefined];
  const take = (letter: string, value: string | undefined): boolean => {
    if (letter === 'u' && value !== undefined) user = value.replace(/^#/, '');
    if (letter === 'D') directory = value;
    return value !== undefined;
  };
  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const arg = rest.shift()!;
    if (arg === '--') break;
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=');
      const letter = LONG[name];
      if (!letter) return { problem: `unrecognized option '--${name}'` };
      if ('ugD'.includes(letter)) take(letter, value ?? rest.shift());
      else flags.add(letter);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!;
      const lone = letter === 'h' && arg.length === 2 && rest.length === 0;
      if (WITH_VALUE.includes(letter) && !lone) {
        if (!take(letter, arg.slice(at + 1) || rest.shift()))
          return { problem: `option requires an argument -- '${letter}'` };
        break;
      }
      if (!'ABbEeHiKklNnPSsVvh'.includes(letter)) return { problem: `invalid option -- '${letter}'` };
      flags.add(letter);
    }
  }
  const variables: Record<string, string> = {};
  while (/^[A-Za-z_]\w*=/.test(rest[0] ?? '')) {
    const [name = '', ...value] = rest.shift()!.split('=');
    variables[name] = value.join('=');
  }
  return { flags, user, directory, variables, command: rest };
}

/** sudo(8): whoever is in the group sudo may do everything, without a password. */
export async function sudo(process: Process): Promise<number> {
  const say = (text: string) => process.stderr.write(Buffer.from(text));
  const call = parse(process.args.slice(1));
  if ('problem' in call) {
    await say(`sudo: ${call.problem}\n${USAGE}`);
    return 1;
  }
  const { flags, command } = call;
  if (flags.has('h') || flags.has('V')) {
    await process.stdout.write(
      Buffer.from(
        flags.has('V')
          ? 'Sudo version 1.9.13p3\nSudoers policy plugin version 1.9.13p3\nSudoers file grammar version 50\n'
          : `sudo - run a command as another user\n\n${USAGE}`,
      ),
    );
    return 0;
  }
  const { machine } = process;
  const own = ownCredentials(process);
  const caller = accountOf(machine, String(own.uid));
  if (flags.has('l')) return list(process, caller?.name ?? String(own.uid));
  if (command.length === 0 && !flags.has('i') && !flags.has('s')) {
    if (flags.has('k') || flags.has('K') || flags.has('v')) return 0;
    await say(USAGE);
    return 1;
  }
  const may =
    own.uid === 0 ||
    own.groups.some((gid) => groups(machine).some((group) => group.gid === gid && group.name === 'sudo'));
  if (!may) {
    await say(`${caller?.name ?? own.uid} is not in the sudoers file.\n`);
    return 1;
  }
  const target = accountOf(machine, call.user);
  if (!target) {
    await say(`sudo: unknown user ${call.user}\nsudo: error initializing audit plugin sudoers_audit\n`);
    return 1;
  }
  return runAs(process, call, target, caller?.name ?? String(own.uid));
}

async function runAs(process: Process, call: SudoCall, target: Account, caller: string): Promise<number> {
  const { machine } = process;
  const login = call.flags.has('i');
  const environment = environmentFor(process, call, target, caller);
  const shell = login || call.flags.has('s');
  const words = shell
    ? [target.shell, ...(call.command.length > 0 ? ['-c', call.command.join(' ')] : [])]
    : [...call.command];
  const found = findProgram(shellOf(process, { ...environment, PATH: SECURE_PATH }), words[0]!);
  if (found.kind === 'error') {
    await process.stderr.write(Buffer.from(`sudo: ${words[0]}: command not found\n`));
    return 1;
  }
  const program = found.kind === 'program' ? found.program : machine.programs.find('bash');
  if (!program) return 1;
  if (login && words[0] === target.shell) words[0] = `-${target.shell.slice(target.shell.lastIndexOf('/') + 1)}`;
  const script =
    found.kind === 'script'
      ? ['bash', found.path, ...words.slice(1)]
      : [...found.prepend, ...(found.prepend.length > 0 ? [found.path, ...words.slice(1)] : words)];
  const home = machine.files.exists(target.home) ? target.home : '/';
  return runInPlace(process, program, script, environment, {
    credentials: credentialsOf(machine, target),
    workingDirectory: call.directory ?? (login ? home : process.workingDirectory),
  });
}

function environmentFor(process: Process, call: SudoCall, target: Account, caller: string): Record<string, string> {
  const { environment } = process;
  const own = ownCredentials(process);
  const kept = call.flags.has('E')
    ? { ...environment }
    : Object.fromEntries(KEPT.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
  const said: Record<string, string> = call.flags.has('i')
    ? {}
    : {
        SUDO_COMMAND: call.command.join(' ') || target.shell,
        SUDO_USER: caller,
        SUDO_UID: String(own.uid),
        SUDO_GID: String(own.gid),
      };
  return {
    ...kept,
    HOME: target.home,
    LOGNAME: target.name,
    USER: target.name,
    PATH: SECURE_PATH,
    SHELL: target.shell,
    MAIL: `/var/mail/${target.name}`,
    HOSTNAME: process.machine.hostname,
    ...said,
    ...call.variables,
  };
}

async function list(process: Process, user: string): Promise<number> {
  const host = process.machine.hostname;
  const text = `Matching Defaults entries for ${user} on ${host}:
    env_reset, mail_badpass,
    secure_path=${SECURE_PATH.replaceAll(':', '\\:')},
    use_pty

User ${user} may run the following commands on ${host}:
    (ALL : ALL) NOPASSWD: ALL
`;
  await process.stdout.write(Buffer.from(text));
  return 0;
}

/** su(1): root may become anybody; others are asked for a password that nobody has. */
export async function su(process: Process): Promise<number> {
  const args = process.args.slice(1);
  let login = false;
  let [command, shellPath]: [string | undefined, string | undefined] = [undefined, undefined];
  const operands: string[] = [];
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '-' || arg === '-l' || arg === '--login') login = true;
    else if (arg === '-c' || arg === '--command') command = args.shift();
    else if (arg === '-s' || arg === '--shell') shellPath = args.shift();
    else if (arg === '-lc' || arg === '-c-') command = args.shift();
    else if (arg === '--help') return help(process);
    else if (arg !== '-p' && arg !== '-m' && arg !== '-f' && arg !== '-P') operands.push(arg);
  }
  const name = operands[0] ?? 'root';
  const { machine } = process;
  const target = accountOf(machine, name);
  const say = (text: string) => process.stderr.write(Buffer.from(text));
  if (!target) {
    await say(`su: user ${name} does not exist or the user entry does not contain all the required fields\n`);
    return 1;
  }
  const own = ownCredentials(process);
  if (own.uid !== 0 && own.uid !== target.uid) {
    await say('Password: \nsu: Authentication failure\n');
    return 1;
  }
  const shell = shellPath ?? target.shell;
  const program = machine.programs.find(shell.slice(shell.lastIndexOf('/') + 1));
  if (!program) {
    await say(
      target.shell.endsWith('nologin')
        ? 'This account is currently not available.\n'
        : `su: failed to execute ${shell}: No such file or directory\n`,
    );
    return 1;
  }
  const environment = {
    ...(login ? { TERM: process.environment['TERM'] ?? 'linux' } : process.environment),
    HOME: target.home,
    SHELL: shell,
    USER: target.name,
    LOGNAME: target.name,
    ...(login ? { PATH: SECURE_PATH } : {}),
  };
  return runInPlace(
    process,
    program,
    [login ? '-bash' : 'bash', ...(command === undefined ? [] : ['-c', command])],
    environment,
    {
      credentials: credentialsOf(machine, target),
      workingDirectory: login && machine.files.exists(target.home) ? target.home : process.workingDirectory,
    },
  );
}

async function help(process: Process): Promise<number> {
  const text = `
Usage:
 su [options] [-] [<user> [<argument>...]]

A shell as another user; root where none is given.

Options:
 -c, --command <command>  run a command, not a shell
 -l, -, --login           a login shell
 -s, --shell <shell>      another shell
 -p                       keep the environment

 -h, --help               this text
 -V, --version            the version
`;
  await process.stdout.write(Buffer.from(text.slice(1)));
  return 0;
}
