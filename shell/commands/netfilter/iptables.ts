import type { Process, RuleChange } from '../../../cluster/machinery/machine.ts';
import { listing } from './rule-listing.ts';
import { readSavedRules, type SavedTable } from './saved-rules.ts';
import { isSuperuser } from './superuser.ts';

interface IptablesOptions {
  table: string;
  command: 'list' | 'print' | RuleChange['operation'] | null;
  chain: string | null;
  position: number;
  rule: string[];
  verbose: boolean;
  numeric: boolean;
  lineNumbers: boolean;
}

class Refusal extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const VERSION = 'iptables v1.8.9 (nf_tables)';
const HELP = "Try `iptables -h' or 'iptables --help' for more information.\n";

/** iptables on a node: -L, -S, -A, -I, -R, -D, -C, -Z, -N, -X, -F, -P. */
export async function iptables(process: Process): Promise<number> {
  try {
    const options = readArguments(process.args.slice(1));
    if (!isSuperuser(process)) {
      throw new Refusal(
        `${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n`,
        4,
      );
    }
    const text = run(process, options);
    if (text) await process.stdout.write(Buffer.from(text));
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await process.stderr.write(Buffer.from(error.message));
    return error.exitCode;
  }
}

function run(process: Process, options: IptablesOptions): string {
  const { network } = process.machine;
  if (options.command === null) throw new Refusal(`${VERSION}: no command specified\n${HELP}`, 2);
  if (options.command === 'list' || options.command === 'print') {
    const saved = network.rules({ table: tableName(options), counters: true });
    const table = readSavedRules(saved).find(({ name }) => name === options.table) ?? emptyTable(options.table);
    if (options.chain !== null && !table.chains.some(({ name }) => name === options.chain)) noChain();
    return options.command === 'list' ? listing(table, options.chain, options) : printed(table, options.chain);
  }
  if (!network.changeRule) throw new Refusal(`${VERSION}: Permission denied (you must be root)\n`, 4);
  if (options.command === 'policy' && !['ACCEPT', 'DROP'].includes(options.rule.join(' '))) {
    throw new Refusal("iptables: Bad policy name. Run `dmesg' for more information.\n", 1);
  }
  const change: RuleChange = {
    operation: options.command,
    table: tableName(options),
    chain: options.chain ?? '',
    rule: deletionNumber(options) ?? options.rule.join(' '),
    position: options.position,
  };
  try {
    network.changeRule(change);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What the kernel refuses is a sentence; the rest was refused while reading the arguments.
    if (message.endsWith('.')) throw new Refusal(`iptables: ${message}\n`, 1);
    throw new Refusal(`${VERSION}: ${message}\n${HELP}`, 2);
  }
  return '';
}

function deletionNumber({ command, rule }: IptablesOptions): number | null {
  return command === 'delete' && rule.length === 1 && /^\d+$/.test(rule[0]!) ? Number(rule[0]) : null;
}

function noChain(): never {
  throw new Refusal('iptables: No chain/target/match by that name.\n', 1);
}

function tableName({ table }: IptablesOptions): string {
  if (['raw', 'mangle', 'nat', 'filter'].includes(table)) return table;
  throw new Refusal(
    `${VERSION}: can't initialize iptables table \`${table}': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n`,
    3,
  );
}

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** A table that nobody has used prints its own chains, empty. */
function emptyTable(name: string): SavedTable {
  return {
    name,
    chains: (BUILT_IN[name] ?? []).map((chain) => ({ name: chain, policy: 'ACCEPT', packets: 0, bytes: 0, rules: [] })),
  };
}

/** `-S`: policies and rules as commands. */
function printed(table: SavedTable, only: string | null): string {
  const chains = table.chains.filter(({ name }) => only === null || name === only);
  const heads = chains.map(({ name, policy }) => (policy === '-' ? `-N ${name}` : `-P ${name} ${policy}`));
  const rules = chains.flatMap(({ name, rules: list }) => list.map(({ text }) => `-A ${name} ${text}`.trimEnd()));
  return `${[...heads, ...rules].join('\n')}\n`;
}

const COMMANDS: ReadonlyMap<string, IptablesOptions['command']> = new Map(
  Object.entries<IptablesOptions['command']>({
    '-L': 'list',
    '--list': 'list',
    '-S': 'print',
    '--list-rules': 'print',
    '-A': 'append',
    '--append': 'append',
    '-I': 'insert',
    '--insert': 'insert',
    '-D': 'delete',
    '--delete': 'delete',
    '-C': 'check',
    '--check': 'check',
    '-R': 'replace',
    '--replace': 'replace',
    '-Z': 'zero',
    '--zero': 'zero',
    '-N': 'new-chain',
    '--new-chain': 'new-chain',
    '-X': 'delete-chain',
    '--delete-chain': 'delete-chain',
    '-F': 'flush',
    '--flush': 'flush',
    '-P': 'policy',
    '--policy': 'policy',
  }),
);

function readArguments(given: readonly string[]): IptablesOptions {
  const options: IptablesOptions = {
    table: 'filter',
    command: null,
    chain: null,
    position: 1,
    rule: [],
    verbose: false,
    numeric: false,
    lineNumbers: false,
  };
  const args = given.flatMap(unbundled);
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const next = args[at + 1];
    const command = COMMANDS.get(argument);
    if (command) {
      options.command = command;
      if (next !== undefined && !next.startsWith('-')) {
        options.chain = next;
        at++;
        if (command === 'replace' && !/^\d+$/.test(args[at + 1] ?? '')) {
          throw new Refusal(`${VERSION}: -R requires a rule number\n${HELP}`, 2);
        }
        if (NUMBERED.includes(command) && /^\d+$/.test(args[at + 1] ?? '')) options.position = Number(args[++at]);
        if (command === 'zero' && /^\d+$/.test(args[at + 1] ?? '')) options.rule.push(args[++at]!);
      } else if (!WITHOUT_CHAIN.includes(command)) {
        throw new Refusal(`${VERSION}: option "${argument}" requires an argument\n${HELP}`, 2);
      }
    } else if (argument === '-t' || argument === '--table') options.table = args[++at] ?? '';
    else if (argument === '-n' || argument === '--numeric') options.numeric = true;
    else if (argument === '-v' || argument === '--verbose') options.verbose = true;
    else if (argument === '--line-numbers') options.lineNumbers = true;
    else if (argument === '-w' || argument === '--wait') {
      if (/^\d+$/.test(next ?? '')) at++;
    } else if (argument === '-x' || argument === '--exact' || argument === '-4') continue;
    else if (changes(options)) options.rule.push(/\s/.test(argument) ? `"${argument}"` : argument);
    else throw new Refusal(`${VERSION}: unknown option "${argument}"\n${HELP}`, 2);
  }
  return options;
}

const NUMBERED: readonly string[] = ['insert', 'replace'];
const WITHOUT_CHAIN: readonly string[] = ['list', 'print', 'flush', 'zero', 'delete-chain'];
const WITH_RULE: readonly string[] = ['append', 'insert', 'replace', 'delete', 'check', 'policy'];

const changes = ({ command }: IptablesOptions): boolean => command !== null && WITH_RULE.includes(command);

/** `-nvL` is `-n -v -L`; `-vnL` ends in the command, whose chain follows. */
function unbundled(argument: string): string[] {
  return /^-[nvxwLS]{2,}$/.test(argument) ? [...argument.slice(1)].map((letter) => `-${letter}`) : [argument];
}
