import type { RuleOrigin } from '../../machinery/flow.ts';

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/**
 * The tables of one host. Rules are given and printed as iptables-save prints them, parsed once, and *evaluated*:
 * what is printed is what routes.
 */
export interface Netfilter {
  /**
   * iptables-restore --noflush for one table: chains named in `chains` are emptied and refilled, others stay as they
   * are; an empty user chain marked for deletion goes. Throws on a rule that cannot be parsed.
   */
  restore(table: TableName, change: RestoreChange): void;
  /** `iptables -A/-I/-D` by hand: the rule's text without the command, e.g. `-p tcp --dport 80 -j DROP`. */
  append(table: TableName, chain: string, rule: string): void;
  insert(table: TableName, chain: string, position: number, rule: string): void;
  delete(table: TableName, chain: string, rule: string | number): void;
  /** `iptables -C` (throws when there is no such rule), `-R` and `-Z`. */
  check(table: TableName, chain: string, rule: string): void;
  replace(table: TableName, chain: string, position: number, rule: string): void;
  zero(table: TableName, chain?: string, position?: number): void;
  /** `iptables -N`, `-X`, `-F` (of all chains without one) and `-P`. */
  newChain(table: TableName, chain: string): void;
  deleteChain(table: TableName, chain?: string): void;
  flush(table: TableName, chain?: string): void;
  setPolicy(table: TableName, chain: string, policy: 'ACCEPT' | 'DROP'): void;
  /**
   * iptables-restore: what `change` does to a table, all of it or, when it throws, nothing. `flush`: the table is emptied first;
   * `keep` false: it is only tried.
   */
  changeTable(table: TableName, change: () => void, options: { flush: boolean; keep: boolean }): void;
  /** What iptables-save prints, for one table or for all that have rules. */
  save(options?: { table?: TableName; counters?: boolean }): string;
  /** Rules of a chain as printed, for tests and for the rules' own tools. */
  chain(table: TableName, chain: string): string[] | undefined;
}

export interface RestoreChange {
  readonly chains: ReadonlyMap<string, readonly RuleLine[]>;
  readonly remove?: readonly string[];
}

export interface RuleLine {
  /** Without `-A CHAIN`: `-d 10.96.0.1/32 -p tcp -m comment --comment "…" -m tcp --dport 443 -j KUBE-SVC-…` */
  readonly rule: string;
  readonly origin?: RuleOrigin;
}
