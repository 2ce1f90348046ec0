import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { NetworkAdministration } from '../../../cluster/machinery/network-administration.ts';
import { changeRule } from './iptables.ts';
import { HELP, type IptablesOptions, Refusal, VERSION } from './iptables-arguments.ts';
import { readRestoreLine } from './restore-lines.ts';
import { readSavedRules } from './saved-rules.ts';
import { isSuperuser } from './superuser.ts';

const NAME = 'iptables-restore';
const OWN_VERSION = VERSION.replace('iptables', NAME);
const OWN_HELP = `Try \`${NAME} -h' or '${NAME} --help' for more information.\n`;
const USAGE = `Usage: ${NAME} [-c] [-v] [-V] [-t] [-h] [-n] [-T table] [file]\n`;
/** Bytes of input. */
const LIMIT = 8 * 1024 * 1024;
const TABLES = ['raw', 'mangle', 'nat', 'filter'] as const;

type Table = (typeof TABLES)[number];

interface RestoreOptions {
  flush: boolean;
  keep: boolean;
  only: string | null;
  file: string | null;
  answer: string | null;
}

/** iptables-restore: tables as iptables-save prints them; each is committed whole or not at all. */
export async function iptablesRestore(process: Process): Promise<number> {
  try {
    const options = readOptions(process.args.slice(1));
    if (options.answer !== null) {
      await process.stdout.write(Buffer.from(options.answer));
      return 0;
    }
    const lines = (await readInput(process, options.file)).split('\n');
    restore(process, lines, options);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await process.stderr.write(Buffer.from(error.message));
    return error.exitCode;
  }
}

const FLAGS: Readonly<Record<string, (options: RestoreOptions) => void>> = {
  '-n': (options) => {
    options.flush = false;
  },
  '-t': (options) => {
    options.keep = false;
  },
  '-h': (options) => {
    options.answer = USAGE;
  },
  '-V': (options) => {
    options.answer = `${OWN_VERSION}\n`;
  },
  '-c': () => undefined,
  '-v': () => undefined,
  '-4': () => undefined,
};
const LONG: Readonly<Record<string, string>> = {
  '--noflush': '-n',
  '--test': '-t',
  '--help': '-h',
  '--version': '-V',
  '--counters': '-c',
  '--verbose': '-v',
  '--ipv4': '-4',
  '--table': '-T',
  '--wait': '-w',
};

function readOptions(args: readonly string[]): RestoreOptions {
  const options: RestoreOptions = { flush: true, keep: true, only: null, file: null, answer: null };
  const words = args.flatMap((word) =>
    /^-[ntcv4]{2,}$/.test(word) ? [...word.slice(1)].map((one) => `-${one}`) : word,
  );
  for (let at = 0; at < words.length; at++) {
    const [name = '', value] = words[at]!.startsWith('--') ? words[at]!.split('=') : [words[at]!];
    const option = LONG[name] ?? name;
    if (FLAGS[option]) FLAGS[option](options);
    else if (option === '-T') options.only = value ?? words[++at] ?? '';
    else if (option === '-w') at += value === undefined && /^\d+$/.test(words[at + 1] ?? '') ? 1 : 0;
    else if (!option.startsWith('-')) options.file = option;
    else {
      const what = option.startsWith('--')
        ? `unrecognized option '${option}'`
        : `invalid option -- '${option.slice(1, 2)}'`;
      throw new Refusal(`${NAME}: ${what}\nTry \`${NAME} -h' for more information.\n`, 1);
    }
  }
  return options;
}

async function readInput(process: Process, file: string | null): Promise<string> {
  if (file === null) return Buffer.from(await readAll(process.stdin, LIMIT)).toString('utf8');
  const { files } = process.machine;
  const path = file.startsWith('/') ? file : `${process.workingDirectory}/${file}`;
  if (!files.exists(path)) throw new Refusal(`Can't open ${file}: No such file or directory\n`, 1);
  return Buffer.from(files.read(path)).toString('utf8');
}

function restore(process: Process, lines: readonly string[], options: RestoreOptions): void {
  const { administration } = process.machine.network;
  let at = 0;
  while (at < lines.length) {
    const found = told(lines, at, () => readRestoreLine(lines[at]!, false));
    at++;
    if (found.kind !== 'table') continue;
    const table = tableOf(found.name, at);
    if (!isSuperuser(process) || !administration) {
      throw new Refusal(
        `${OWN_VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n`,
        4,
      );
    }
    const isSkipped = options.only !== null && options.only !== table;
    at = commit(process, administration, lines, at, table, isSkipped ? { ...options, keep: false } : options);
  }
}

function tableOf(name: string, line: number): Table {
  const table = TABLES.find((known) => known === name);
  if (table) return table;
  const words = `${NAME}: line ${line} table name '${name}' invalid`;
  throw new Refusal(`${OWN_VERSION}: ${words}\nError occurred at line: ${line}\n${OWN_HELP}`, 2);
}

/** Answers the number of the line after COMMIT. */
function commit(
  process: Process,
  administration: NetworkAdministration,
  lines: readonly string[],
  first: number,
  table: Table,
  { flush, keep }: RestoreOptions,
): number {
  let at = first;
  const change = () => {
    for (; at < lines.length; at++) {
      const line = told(lines, at, () => readRestoreLine(lines[at]!, true));
      if (line.kind === 'commit') return;
      told(lines, at, () => {
        if (line.kind === 'chain') chain(process, table, line.name, line.policy, at + 1);
        else if (line.kind === 'command') changeRule(process, { ...line.options, table });
      });
    }
    const last = lines.at(-1) === '' ? lines.length : lines.length + 1;
    throw new Refusal(`${NAME}: COMMIT expected at line ${last}\n`, 1);
  };
  administration.changeTable(table, change, { flush, keep });
  return at + 1;
}

/** `:CHAIN POLICY`: a chain of the kernel's gets its policy, another one is made, or emptied. */
function chain(process: Process, table: Table, name: string, policy: string, line: number): void {
  if (policy === '') {
    const words = `${NAME}: line ${line} policy invalid`;
    throw new Refusal(`${VERSION}: ${words}\n${HELP}`, 2);
  }
  const saved = readSavedRules(process.machine.network.rules({ table, counters: true }))[0]?.chains ?? [];
  const known = saved.find((one) => one.name === name);
  const options: IptablesOptions = { ...COMMAND, table, chain: name };
  if (!known) changeRule(process, { ...options, command: 'new-chain' });
  else if (known.policy === '-') changeRule(process, { ...options, command: 'flush' });
  else if (policy !== '-') {
    if (!['ACCEPT', 'DROP'].includes(policy)) throw new Refusal('iptables: Bad policy name.\n', 1);
    changeRule(process, { ...options, command: 'policy', rule: [policy] });
  }
}

const COMMAND = {
  command: null,
  position: 1,
  rule: [],
  verbose: false,
  numeric: false,
  lineNumbers: false,
};

/** What iptables would say, as said of a line. */
function told<Result>(lines: readonly string[], at: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // That a chain is missing comes out when the table is committed.
    const isLate = error.message.includes("' does not exist");
    const line = isLate ? lines.indexOf('COMMIT', at) : at;
    throw new Refusal(messageOf(error, line + 1), error.exitCode);
  }
}

function messageOf({ message, exitCode }: Refusal, line: number): string {
  const words = message.replace(`${VERSION}: `, '').replace(HELP, '').replace('iptables: ', '');
  if (exitCode === 1) return words ? `${NAME}: line ${line} failed: ${words}` : `${NAME}: line ${line} failed\n`;
  if (exitCode === 4) return `${OWN_VERSION}: \nline ${line}: ${words.trimStart()}`;
  const head = words.startsWith('Bad argument') ? '' : `${OWN_VERSION}: `;
  return `${head}${words}Error occurred at line: ${line}\n${OWN_HELP}`;
}
