import type { HookRules, HookStage } from '../hook-stages.ts';
import type { Packet } from '../packet.ts';
import { evaluateChain, type MarkTrail, type Verdict } from './evaluate-chain.ts';
import { setsOf } from './match-set.ts';
import type { Netfilter, RestoreChange, TableName } from './netfilter.ts';
import { type HookPacket, NetfilterError, type Surroundings } from './rule-spec.ts';
import { BUILT_IN_CHAINS, type Chain, type HookName, RuleTable } from './rule-table.ts';
import { printTime, saveTable } from './save-tables.ts';

/** The order in which iptables-save goes through the tables. */
const SAVE_ORDER: readonly TableName[] = ['raw', 'mangle', 'filter', 'nat'];
const VERSION = 'iptables-save v1.8.9';
/** More would be a learner's loop gone wild. */
const RULE_LIMIT = 20_000;
/** XT_EXTENSION_MAXNAMELEN without its end. */
const CHAIN_NAME_MAX = 28;

/** NF_IP_PRI_*; nat has another one where it rewrites sources. */
const PRIORITIES: Readonly<Record<TableName, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0 };
const SOURCE_HOOKS: readonly string[] = ['INPUT', 'POSTROUTING'];
const SOURCE_PRIORITY = 100;

/** The tables of one host, made when first used: most hosts have none. */
export class HostNetfilter implements Netfilter, HookRules {
  readonly #surroundings: Surroundings;
  readonly #tables = new Map<TableName, RuleTable>();
  #tracking = false;
  #stages: readonly HookStage[] = [];

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether any packet could be changed or stopped here. */
  get active(): boolean {
    return this.#tables.size > 0;
  }

  /** Whether connections are tracked, as the kernel does once a rule needs it. */
  get tracking(): boolean {
    return this.#tracking;
  }

  restore(table: TableName, change: RestoreChange): void {
    this.#surroundings.changed();
    for (const rules of change.chains.values())
      if (rules.length > RULE_LIMIT) throw new NetfilterError('Memory allocation problem.');
    const { chains } = this.#table(table);
    for (const [name, rules] of change.chains) {
      if (chains.get(name)?.restored?.lines !== rules) for (const { rule } of rules) this.#checkSets(rule);
    }
    this.#table(table).restore(change);
    this.#tracking ||= this.#table(table).tracks();
  }

  append(table: TableName, chain: string, rule: string): void {
    this.#surroundings.changed();
    this.#checkRoom(table, chain);
    this.#checkSets(rule);
    this.#table(table).append(chain, { rule });
    this.#tracking ||= this.#table(table).tracks();
  }

  insert(table: TableName, chain: string, position: number, rule: string): void {
    this.#surroundings.changed();
    this.#checkRoom(table, chain);
    this.#checkSets(rule);
    this.#table(table).insert(chain, position, { rule });
    this.#tracking ||= this.#table(table).tracks();
  }

  delete(table: TableName, chain: string, rule: string | number): void {
    this.#surroundings.changed();
    this.#table(table).delete(chain, rule);
  }

  check(table: TableName, chain: string, rule: string): void {
    this.#table(table).check(chain, rule);
  }

  replace(table: TableName, chain: string, position: number, rule: string): void {
    this.#surroundings.changed();
    this.#table(table).replace(chain, position, { rule });
    this.#tracking ||= this.#table(table).tracks();
  }

  zero(table: TableName, chain?: string, position?: number): void {
    this.#table(table).zero(chain, position);
  }

  newChain(table: TableName, chain: string): void {
    this.#surroundings.changed();
    if (this.#table(table).chains.size >= RULE_LIMIT) throw new NetfilterError('Memory allocation problem.');
    if (chain.length > CHAIN_NAME_MAX)
      throw new NetfilterError(`chain name \`${chain}' too long (must be under ${CHAIN_NAME_MAX + 1} chars)`);
    this.#table(table).newChain(chain);
  }

  deleteChain(table: TableName, chain?: string): void {
    if (chain === undefined) {
      const own = [...this.#table(table).chains.values()].filter(({ policy }) => policy === null);
      for (const { name } of own) this.deleteChain(table, name);
      return;
    }
    this.#surroundings.changed();
    const rules = this.#table(table).require(chain).rules;
    if (rules.length > 0) throw new NetfilterError('Device or resource busy');
    this.#table(table).removeChain(chain);
  }

  flush(table: TableName, chain?: string): void {
    this.#surroundings.changed();
    const chains = chain === undefined ? [...this.#table(table).chains.values()] : [this.#table(table).require(chain)];
    for (const one of chains) one.replaceRules([]);
  }

  setPolicy(table: TableName, chain: string, policy: 'ACCEPT' | 'DROP'): void {
    this.#surroundings.changed();
    const found = this.#table(table).require(chain);
    if (found.policy === null) throw new NetfilterError('Bad built-in chain name.');
    found.policy = policy;
  }

  changeTable(table: TableName, change: () => void, { flush, keep }: { flush: boolean; keep: boolean }): void {
    this.#surroundings.changed();
    const found = this.#table(table);
    const origins = found.origins();
    const putBack = found.remember();
    try {
      if (flush) found.clear();
      change();
      found.adoptOrigins(origins);
      if (!keep) putBack();
    } catch (error) {
      putBack();
      throw error;
    }
  }

  save(options: { table?: TableName; counters?: boolean } = {}): string {
    const asked = options.table === undefined ? SAVE_ORDER : [options.table];
    const time = printTime(this.#surroundings.nowMs());
    let text = '';
    for (const name of asked) {
      const table = options.table === undefined ? this.#tables.get(name) : this.#table(name);
      if (!table) continue;
      const lines = saveTable(table, options.counters ?? false);
      text += `# Generated by ${VERSION} on ${time}\n${lines.join('\n')}\n# Completed on ${time}\n`;
    }
    return text;
  }

  chain(table: TableName, chain: string): string[] | undefined {
    return this.#tables
      .get(table)
      ?.chains.get(chain)
      ?.rules.map(({ spec }) => spec.text);
  }

  /** The tables for reading: chains with policies and counters, for `iptables -L`. */
  table(name: TableName): RuleTable {
    return this.#table(name);
  }

  /** How many rules ask a set. */
  setReferences(name: string): number {
    let count = 0;
    for (const { chains } of this.#tables.values())
      for (const { rules } of chains.values())
        for (const { spec } of rules)
          if (spec.text.includes('--match-set') && setsOf(spec.text).includes(name)) count++;
    return count;
  }

  stages(): readonly HookStage[] {
    return this.#stages;
  }

  hookPacket(packet: Packet, inInterface: string, outInterface: string): HookPacket {
    return {
      packet,
      inInterface,
      outInterface,
      state: 'NEW',
      destinationRewritten: false,
      sourceRewritten: false,
      surroundings: this.#surroundings,
    };
  }

  #table(name: TableName): RuleTable {
    let table = this.#tables.get(name);
    if (!table) {
      table = new RuleTable(name);
      this.#tables.set(name, table);
      this.#stages = [...this.#stages, ...stagesOf(table)];
      this.#tracking ||= name === 'nat';
    }
    return table;
  }

  #checkSets(rule: string): void {
    if (!rule.includes('--match-set')) return;
    for (const name of setsOf(rule)) {
      if (!this.#surroundings.setNamed(name)) throw new NetfilterError(`Set ${name} doesn't exist.\n`);
    }
  }

  #checkRoom(table: TableName, chain: string): void {
    if (this.#table(table).require(chain).rules.length >= RULE_LIMIT)
      throw new NetfilterError('Memory allocation problem.');
  }
}

function stagesOf(table: RuleTable): HookStage[] {
  return BUILT_IN_CHAINS[table.name].map((hook) => new ChainStage(hook, table));
}

/** A built-in chain: an object, not closures, as each node of each cluster has a dozen. */
class ChainStage implements HookStage {
  readonly hook: HookName;
  readonly priority: number;
  readonly type: 'filter' | 'nat';
  readonly table: TableName;
  readonly #chain: Chain;

  constructor(hook: HookName, table: RuleTable) {
    const isNat = table.name === 'nat';
    this.hook = hook;
    this.priority = isNat && SOURCE_HOOKS.includes(hook) ? SOURCE_PRIORITY : PRIORITIES[table.name];
    this.type = isNat ? 'nat' : 'filter';
    this.table = table.name;
    this.#chain = table.require(hook);
  }

  evaluate(packet: HookPacket, marked: MarkTrail): Verdict | null {
    return evaluateChain(this.#chain, packet, marked);
  }
}
