import type { RuleOrigin } from '../../machinery/flow.ts';
import type { HookName } from '../netfilter/rule-table.ts';
import type { NftSet } from './nft-set.ts';
import type { Statement } from './syntax-tree.ts';

export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';
export const FAMILIES: readonly Family[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

export type NftHook = Lowercase<HookName> | 'ingress' | 'egress';

/** What ties a chain to a hook. */
export interface BaseChain {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: NftHook;
  readonly priority: number;
  policy: 'accept' | 'drop';
  readonly device: string | undefined;
}

export class NftRule {
  readonly chain: NftChain;
  readonly statements: readonly Statement[];
  readonly comment: string | undefined;
  readonly origin: RuleOrigin | undefined;
  handle = 0;
  /** As printed, once it was asked for and as long as nothing in it counts. */
  text: string | undefined;

  constructor(
    chain: NftChain,
    statements: readonly Statement[],
    comment: string | undefined,
    origin: RuleOrigin | undefined,
  ) {
    this.chain = chain;
    this.statements = statements;
    this.comment = comment;
    this.origin = origin;
  }
}

export class NftChain {
  readonly table: NftTable;
  name: string;
  /** Null: a regular chain, which packets reach by jumps only. */
  readonly base: BaseChain | null;
  readonly comment: string | undefined;
  handle = 0;
  /** Rules and elements that lead here. */
  uses = 0;
  rules: NftRule[] = [];

  constructor(table: NftTable, name: string, base: BaseChain | null, comment: string | undefined) {
    this.table = table;
    this.name = name;
    this.base = base;
    this.comment = comment;
  }
}

export class NftTable {
  readonly family: Family;
  readonly name: string;
  readonly handle: number;
  readonly comment: string | undefined;
  /** Its base chains are asked nothing. */
  dormant = false;
  chains = new Map<string, NftChain>();
  sets = new Map<string, NftSet>();
  #lastHandle = 0;

  constructor(family: Family, name: string, handle: number, comment: string | undefined) {
    this.family = family;
    this.name = name;
    this.handle = handle;
    this.comment = comment;
  }

  /** Chains, rules and sets of a table share their numbers, anonymous sets too. */
  nextHandle(): number {
    return ++this.#lastHandle;
  }
}

/** Tables of one host, in the order in which they were made. */
export class Ruleset {
  tables = new Map<string, NftTable>();
  lastTableHandle = 0;

  table(family: Family, name: string): NftTable | undefined {
    return this.tables.get(`${family} ${name}`);
  }
}
