import type { RuleOrigin } from '../../machinery/flow.ts';
import type { RestoreChange, RuleLine, TableName } from './netfilter.ts';
import { parseLine, parseRule } from './parse-rule.ts';
import { NetfilterError, type RuleMemory, type RuleSpec } from './rule-spec.ts';

export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

export const BUILT_IN_CHAINS: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** A chain that is still used, or the kernel's own, does not go. */
const BUSY = 'Device or resource busy';

const TARGET_TABLES: Readonly<Record<string, TableName>> = {
  DNAT: 'nat',
  SNAT: 'nat',
  MASQUERADE: 'nat',
  REJECT: 'filter',
};

/** One rule in one chain of one host. */
export class Rule implements RuleMemory {
  readonly spec: RuleSpec;
  readonly origin: RuleOrigin | undefined;
  readonly chain: Chain;
  /** Where a jump goes. */
  readonly next: Chain | null;
  packets = 0;
  bytes = 0;
  count = 0;

  constructor(spec: RuleSpec, chain: Chain, next: Chain | null, origin: RuleOrigin | undefined) {
    this.spec = spec;
    this.chain = chain;
    this.next = next;
    this.origin = origin;
  }

  /** With its chain, as iptables-save prints it. */
  get line(): string {
    return `-A ${this.chain.name}${this.spec.text ? ` ${this.spec.text}` : ''}`;
  }
}

export class Chain {
  readonly name: string;
  /** Null for a user's chain. */
  policy: 'ACCEPT' | 'DROP' | null;
  /** Jumps here from any chain of the table. */
  references = 0;
  #rules: readonly Rule[] = [];
  /** The lines that the rules were made of, as long as nobody has changed them by hand. */
  restored: { readonly lines: readonly RuleLine[]; readonly rules: readonly Rule[] } | null = null;
  packets = 0;
  bytes = 0;

  constructor(name: string, policy: 'ACCEPT' | 'DROP' | null) {
    this.name = name;
    this.policy = policy;
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  replaceRules(rules: readonly Rule[]): void {
    for (const { next } of this.#rules) if (next) next.references--;
    for (const { next } of rules) if (next) next.references++;
    this.#rules = rules;
  }
}

/** One table of one host: chains by name. What it prints is what is evaluated. */
export class RuleTable {
  readonly name: TableName;
  readonly chains = new Map<string, Chain>();

  constructor(name: TableName) {
    this.name = name;
    for (const chain of BUILT_IN_CHAINS[name]) this.chains.set(chain, new Chain(chain, 'ACCEPT'));
  }

  restore(change: RestoreChange): void {
    // All is parsed before anything changes, as iptables-restore commits a table at once.
    const specs: { name: string; lines: readonly RuleLine[]; specs: RuleSpec[] }[] = [];
    for (const [name, lines] of change.chains) {
      const chain = this.chains.get(name);
      if (chain && isAsRestored(chain, lines)) for (const rule of chain.rules) rule.packets = rule.bytes = 0;
      else specs.push({ name, lines, specs: lines.map(parseLine) });
    }
    for (const { name } of specs) if (!this.chains.has(name)) this.chains.set(name, new Chain(name, null));
    for (const { specs: parsed } of specs) for (const spec of parsed) this.#check(spec);
    for (const { name, lines, specs: parsed } of specs) {
      const chain = this.chains.get(name)!;
      chain.replaceRules(parsed.map((spec, index) => this.#make(chain, spec, lines[index]!)));
      chain.restored = { lines, rules: chain.rules };
    }
    if (change.remove?.length) this.#removeChains(change.remove);
  }

  /** All are emptied first: those that go may jump to each other. */
  #removeChains(names: readonly string[]): void {
    const going = new Set(names.map((name) => this.require(name)));
    for (const chain of going) {
      if (chain.policy !== null) throw new NetfilterError(BUSY);
      chain.replaceRules([]);
    }
    for (const chain of going) if (chain.references > 0) throw new NetfilterError(BUSY);
    for (const { name } of going) this.chains.delete(name);
  }

  insert(chainName: string, position: number, line: RuleLine): void {
    const chain = this.require(chainName);
    if (position < 1 || position > chain.rules.length + 1) throw new NetfilterError('Index of insertion too big.');
    const rule = this.#make(chain, parseRule(line.rule), line);
    chain.replaceRules(chain.rules.toSpliced(position - 1, 0, rule));
  }

  append(chainName: string, line: RuleLine): void {
    this.insert(chainName, this.require(chainName).rules.length + 1, line);
  }

  delete(chainName: string, rule: string | number): void {
    const chain = this.require(chainName);
    if (typeof rule === 'number') {
      if (rule < 1 || rule > chain.rules.length) throw new NetfilterError('Index of deletion too big.');
      return chain.replaceRules(chain.rules.toSpliced(rule - 1, 1));
    }
    const { text } = parseRule(rule);
    const at = chain.rules.findIndex(({ spec }) => spec.text === text);
    if (at < 0) throw new NetfilterError('Bad rule (does a matching rule exist in that chain?).');
    chain.replaceRules(chain.rules.toSpliced(at, 1));
  }

  /** Throws when there is no such rule. */
  check(chainName: string, rule: string): void {
    const { text } = parseRule(rule);
    if (!this.require(chainName).rules.some(({ spec }) => spec.text === text)) {
      throw new NetfilterError('Bad rule (does a matching rule exist in that chain?).');
    }
  }

  replace(chainName: string, position: number, line: RuleLine): void {
    const chain = this.require(chainName);
    if (position < 1 || position > chain.rules.length) throw new NetfilterError('Index of replacement too big.');
    chain.replaceRules(chain.rules.with(position - 1, this.#make(chain, parseRule(line.rule), line)));
  }

  /** Counters begin anew: of a chain, of one rule, or of all. */
  zero(chainName?: string, position?: number): void {
    const chains = chainName === undefined ? [...this.chains.values()] : [this.require(chainName)];
    for (const chain of chains) {
      const rules = position === undefined ? chain.rules : chain.rules.slice(position - 1, position);
      if (position !== undefined && rules.length === 0) throw new NetfilterError('Index of deletion too big.');
      for (const counted of position === undefined ? [chain, ...rules] : rules) {
        counted.packets = 0;
        counted.bytes = 0;
      }
    }
  }

  require(name: string): Chain {
    const chain = this.chains.get(name);
    if (!chain) throw new NetfilterError('No chain/target/match by that name.');
    return chain;
  }

  newChain(name: string): void {
    if (this.chains.has(name)) throw new NetfilterError('Chain already exists.');
    if (name.length > 28) throw new NetfilterError(`chain name \`${name}' too long (must be under 29 chars)`);
    this.chains.set(name, new Chain(name, null));
  }

  removeChain(name: string): void {
    const chain = this.chains.get(name);
    if (!chain) throw new NetfilterError('No chain/target/match by that name.');
    if (chain.policy !== null || chain.references > 0) throw new NetfilterError(BUSY);
    this.chains.delete(name);
  }

  /** Its own chains alone, empty, as nobody had ever used it. */
  clear(): void {
    for (const chain of this.chains.values()) chain.replaceRules([]);
    for (const chain of [...this.chains.values()]) {
      if (chain.policy === null) this.chains.delete(chain.name);
      else chain.policy = 'ACCEPT';
      chain.packets = chain.bytes = 0;
    }
  }

  /** Puts everything back as it is now. */
  remember(): () => void {
    const kept = [...this.chains.values()].map((chain) => ({ ...chain, chain, rules: chain.rules }));
    return () => {
      for (const chain of this.chains.values()) chain.replaceRules([]);
      this.chains.clear();
      for (const { chain, rules, ...fields } of kept) {
        this.chains.set(chain.name, Object.assign(chain, fields, { references: 0 }));
      }
      for (const { chain, rules } of kept) chain.replaceRules(rules);
    };
  }

  /** Rules that read as earlier ones did came about by the same fields. */
  adoptOrigins(origins: ReadonlyMap<string, RuleOrigin>): void {
    for (const chain of this.chains.values()) {
      const rules = chain.rules.map((rule) => {
        const origin = rule.origin ? undefined : origins.get(rule.line);
        return origin ? new Rule(rule.spec, chain, rule.next, origin) : rule;
      });
      chain.replaceRules(rules);
    }
  }

  origins(): Map<string, RuleOrigin> {
    const found = new Map<string, RuleOrigin>();
    for (const { rules } of this.chains.values()) {
      for (const { line, origin } of rules) if (origin) found.set(line, origin);
    }
    return found;
  }

  /** Built-in chains in the kernel's order, then the others by name. */
  orderedChains(): Chain[] {
    const builtIn = BUILT_IN_CHAINS[this.name].map((name) => this.chains.get(name)!);
    const own = [...this.chains.values()].filter(({ policy }) => policy === null);
    return [...builtIn, ...own.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
  }

  /** Whether one of its rules asks for a connection's state. */
  tracks(): boolean {
    for (const { rules } of this.chains.values()) if (rules.some(({ spec }) => spec.tracks)) return true;
    return false;
  }

  #make(chain: Chain, spec: RuleSpec, { origin }: RuleLine): Rule {
    this.#check(spec);
    return new Rule(spec, chain, this.#jump(spec), origin);
  }

  /** Address translation belongs to nat, REJECT to filter; the kernel takes them nowhere else. */
  #check(spec: RuleSpec): void {
    const home = TARGET_TABLES[spec.target.kind];
    if (home !== undefined && home !== this.name) {
      throw new NetfilterError('Invalid argument');
    }
    this.#jump(spec);
  }

  #jump({ target }: RuleSpec): Chain | null {
    if (target.kind !== 'jump' && target.kind !== 'goto') return null;
    const chain = this.chains.get(target.chain);
    if (!chain) throw new NetfilterError(`Chain '${target.chain}' does not exist`);
    return chain;
  }
}

function isAsRestored({ restored, rules }: Chain, lines: readonly RuleLine[]): boolean {
  return restored?.lines === lines && restored.rules === rules;
}
