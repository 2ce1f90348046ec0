import type { Process, RuleChange } from '../../../cluster/machinery/machine.ts';
import { HELP, type IptablesOptions, Refusal, readArguments, VERSION } from './iptables-arguments.ts';
import { listing } from './rule-listing.ts';
import { readSavedRules, type SavedTable } from './saved-rules.ts';
import { isSuperuser } from './superuser.ts';

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
    if (options.chain !== null && !table.chains.some(({ name }) => name === options.chain)) noChain(options);
    return options.command === 'list' ? listing(table, options.chain, options) : printed(table, options.chain);
  }
  changeRule(process, options);
  return '';
}

/** Throws `Refusal`. */
export function changeRule(process: Process, options: IptablesOptions): void {
  const { network } = process.machine;
  if (options.command === null || options.command === 'list' || options.command === 'print') return;
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
    const refused = refusedByKernel(message, change);
    if (refused) throw new Refusal(`${VERSION}:  ${refused}\n`, 4);
    // What the kernel refuses is a sentence; the rest was refused while reading the arguments.
    if (message.endsWith('.')) throw new Refusal(`iptables: ${message}\n`, 1);
    throw new Refusal(`${VERSION}: ${message}\n${HELP}`, 2);
  }
}

/** The command of nf_tables that failed, and why. */
function refusedByKernel(message: string, { operation, chain }: RuleChange): string | null {
  if (message === 'Device or resource busy') return `CHAIN_DEL failed (${message}): chain ${chain}`;
  if (message === 'Invalid argument')
    return `RULE_${operation.toUpperCase()} failed (${message}): rule in chain ${chain}`;
  return null;
}

function deletionNumber({ command, rule }: IptablesOptions): number | null {
  return command === 'delete' && rule.length === 1 && /^\d+$/.test(rule[0]!) ? Number(rule[0]) : null;
}

function noChain({ chain, table }: IptablesOptions): never {
  throw new Refusal(`${VERSION}: chain \`${chain}' in table \`${table}' is incompatible, use 'nft' tool.\n`, 1);
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
