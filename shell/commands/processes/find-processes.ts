import type { ProcessInfo } from '../../../cluster/machinery/machine.ts';
import { commandLine, commandName } from '../../../cluster/machinery/process-figures.ts';
import { signalOf } from '../../interpreter/builtins/jobs.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { type Call, defineCommand } from '../everyday/define.ts';

const SELECTION = ` -f, --full                look at whole command lines
 -g, --pgroup <PGID,...>   process groups
 -i, --ignore-case         whatever the case
 -n, --newest              the newest of them
 -o, --oldest              the oldest of them
 -P, --parent <PPID,...>   children of these
 -s, --session <SID,...>   sessions
 -t, --terminal <tty,...>  terminals
 -u, --euid <ID,...>       users
 -U, --uid <ID,...>        users
 -v, --inverse             those that do not fit
 -x, --exact               the whole name
 -h, --help                this text
 -V, --version             the version`;

const OPTIONS = {
  flags: 'acefilLnovwxh',
  values: 'dgPstuUGr',
  long: {
    full: 'f',
    pgroup: 'g',
    'ignore-case': 'i',
    newest: 'n',
    oldest: 'o',
    parent: 'P',
    session: 's',
    terminal: 't',
    euid: 'u',
    uid: 'U',
    inverse: 'v',
    exact: 'x',
    delimiter: 'd',
    'list-name': 'l',
    'list-full': 'a',
    count: 'c',
    signal: 'signal=',
    echo: 'e',
    ns: 'ns=',
  },
  usageStatus: 2,
} as const;

/** The processes that the options and the pattern of pgrep(1) mean; null after complaining. */
async function selected(call: Call): Promise<ProcessInfo[] | null> {
  const listed = (option: string) => call.value(option)?.split(',');
  const criteria = ['g', 'P', 's', 't', 'u', 'U', 'G', 'r'].some((option) => call.has(option));
  const [pattern, extra] = call.operands;
  if (pattern === undefined && !criteria) return refuse(call, 'no matching criteria specified');
  if (extra !== undefined) return refuse(call, 'only one pattern can be provided');
  const matches = await matcherOf(call, pattern);
  if (!matches) return null;
  const users = [...(listed('u') ?? []), ...(listed('U') ?? [])];
  const { process } = call;
  const found = process.machine.processes.list().filter((info) => {
    if (info.pid === process.pid) return false;
    const fits =
      matches(info) &&
      (users.length === 0 || users.includes(info.user) || users.includes(String(info.uid))) &&
      (listed('P')?.includes(String(info.parent)) ?? true) &&
      (listed('g')?.includes(String(info.group)) ?? true) &&
      (listed('s')?.includes(String(info.session)) ?? true) &&
      (listed('t')?.includes(`pts/${info.terminalNumber ?? 0}`) ?? true);
    return fits !== call.has('v');
  });
  const sorted = found.sort((a, b) => a.pid - b.pid);
  if (call.has('n')) return sorted.slice(-1);
  return call.has('o') ? sorted.slice(0, 1) : sorted;
}

async function refuse(call: Call, message: string): Promise<null> {
  await call.misused(message, 2);
  return null;
}

async function matcherOf(call: Call, pattern: string | undefined): Promise<((info: ProcessInfo) => boolean) | null> {
  if (pattern === undefined) return () => true;
  try {
    const source = call.has('x') ? `^(${pattern})$` : pattern;
    const expression = compilePosix(source, { extended: true, ignoreCase: call.has('i') });
    return (info) => expression.matcher(call.has('f') ? commandLine(info) : commandName(info)).find();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    await call.complain(`regex error: ${error.message}`, 2);
    return null;
  }
}

/** pgrep(1) */
export const pgrep = defineCommand(
  {
    name: 'pgrep',
    usage: `Usage:
 pgrep [options] <pattern>

Numbers of processes by their names and other things.

Options:
 -d, --delimiter <string>  between the numbers
 -l, --list-name           names, too
 -a, --list-full           command lines, too
 -c, --count               only how many
${SELECTION}`,
    ...OPTIONS,
  },
  async (call) => {
    const found = await selected(call);
    if (!found) return 2;
    const lines = found.map((info) =>
      call.has('a')
        ? `${info.pid} ${commandLine(info)}`
        : call.has('l')
          ? `${info.pid} ${commandName(info)}`
          : String(info.pid),
    );
    if (call.has('c')) await call.print(`${found.length}\n`);
    else if (lines.length > 0) await call.print(`${lines.join(call.value('d') ?? '\n')}\n`);
    return found.length > 0 ? 0 : 1;
  },
);

/** `-9`, `-KILL`, `-SIGTERM` of pkill and killall as `--signal`. */
function signalAsOption(args: readonly string[]): string[] {
  return args.map((arg) =>
    /^-(\d+|[A-Z][A-Z0-9]+)$/.test(arg) && signalOf(arg.slice(1)) ? `--signal=${arg.slice(1)}` : arg,
  );
}

/** pkill(1) */
export const pkill = defineCommand(
  {
    name: 'pkill',
    rewrite: signalAsOption,
    usage: `Usage:
 pkill [options] <pattern>

Signals to processes by their names and other things.

Options:
 -<sig>, --signal <sig>    which signal, not TERM
 -e, --echo                say what is killed
 -c, --count               how many
${SELECTION}`,
    ...OPTIONS,
  },
  async (call) => {
    const found = await selected(call);
    if (!found) return 2;
    const signal = signalOf(call.value('signal') ?? 'TERM') ?? 'SIGTERM';
    let done = 0;
    for (const info of found) {
      if (!mayKill(call, info)) {
        await call.complain(`killing pid ${info.pid} failed: Operation not permitted`);
        continue;
      }
      call.process.machine.processes.signal(info.pid, signal);
      done++;
      if (call.has('e')) await call.print(`${commandName(info)} killed (pid ${info.pid})\n`);
    }
    if (call.has('c')) await call.print(`${done}\n`);
    return done > 0 ? 0 : 1;
  },
);

/** kill(2): root everyone's, others their own. */
function mayKill(call: Call, info: ProcessInfo): boolean {
  const uid = call.process.machine.credentials?.uid ?? 0;
  return uid === 0 || uid === info.uid;
}

/** killall(1) of psmisc. */
export const killall = defineCommand(
  {
    name: 'killall',
    rewrite: signalAsOption,
    usage: `Usage: killall [OPTION]... [--] NAME...
       killall -l, --list

  -e,--exact          names as they are
  -I,--ignore-case    whatever the case
  -i,--interactive    (asks nobody here)
  -l,--list           names of the signals
  -q,--quiet          no complaints
  -r,--regexp         NAME is an extended expression
  -s,--signal SIGNAL  which signal, not TERM
  -u,--user USER      only USER's
  -v,--verbose        say what was signalled
  -w,--wait           wait until they are gone
  -V,--version        the version`,
    flags: 'eIilqrvwgV',
    values: 'suo',
    long: {
      exact: 'e',
      'ignore-case': 'I',
      interactive: 'i',
      list: 'l',
      quiet: 'q',
      regexp: 'r',
      signal: 's',
      user: 'u',
      verbose: 'v',
      wait: 'w',
    },
  },
  async (call) => {
    if (call.has('l')) {
      await call.print(
        `${'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT\nCHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS'}\n`,
      );
      return 0;
    }
    if (call.operands.length === 0) return call.misused('no process name given');
    const signal = signalOf(call.value('s') ?? 'TERM') ?? 'SIGTERM';
    for (const name of call.operands) {
      const wanted = name.slice(name.lastIndexOf('/') + 1).slice(0, 15);
      const found = call.process.machine.processes
        .list()
        .filter(
          (info) =>
            info.pid !== call.process.pid &&
            (call.has('I') ? commandName(info).toLowerCase() === wanted.toLowerCase() : commandName(info) === wanted),
        )
        .filter(({ user }) => !call.has('u') || user === call.value('u'));
      if (found.length === 0) {
        call.status = 1;
        if (!call.has('q')) await call.process.stderr.write(Buffer.from(`${name}: no process found\n`));
      }
      for (const info of found) {
        if (mayKill(call, info)) call.process.machine.processes.signal(info.pid, signal);
        else {
          call.status = 1;
          await call.process.stderr.write(Buffer.from(`${name}(${info.pid}): Operation not permitted\n`));
        }
        if (call.has('v'))
          await call.process.stderr.write(Buffer.from(`Killed ${name}(${info.pid}) with signal ${signal}\n`));
      }
    }
    return call.status;
  },
);

/** pidof(1) */
export const pidof = defineCommand(
  {
    name: 'pidof',
    usage: `Usage:
 pidof [options] [program [...]]

Numbers of the processes that run a program.

Options:
 -s, --single-shot        only one
 -o, --omit-pid <PID,...> all but these
 -x                       shells that run a script of that name
 -S, --separator <str>    between the numbers
 -h, --help               this text
 -V, --version            the version`,
    flags: 'scxnqwtz',
    values: 'oS',
    long: { 'single-shot': 's', 'omit-pid': 'o', separator: 'S' },
  },
  async (call) => {
    const omitted = call.values('o').flatMap((value) => value.split(','));
    const found = call.process.machine.processes
      .list()
      .filter((info) => call.operands.some((name) => commandName(info) === name.slice(name.lastIndexOf('/') + 1)))
      .filter(({ pid }) => !omitted.includes(String(pid)))
      .map(({ pid }) => pid)
      .sort((a, b) => b - a);
    const shown = call.has('s') ? found.slice(0, 1) : found;
    if (shown.length > 0) await call.print(`${shown.join(call.value('S') ?? ' ')}\n`);
    return shown.length > 0 ? 0 : 1;
  },
);
