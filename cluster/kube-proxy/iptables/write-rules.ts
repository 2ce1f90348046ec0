import type { Netfilter, RestoreChange, TableName } from '../../network/netfilter/netfilter.ts';
import { NetfilterError } from '../../network/netfilter/rule-spec.ts';

type Jumps = readonly (readonly [chain: string, rules: readonly string[]])[];

/** Puts the jumps before whatever else is in the built-in chains; those that are there already stay where they are. */
export function writeJumps(netfilter: Netfilter, table: 'nat' | 'filter', jumps: Jumps): void {
  for (const [chain, rules] of jumps) {
    const present = new Set(netfilter.chain(table, chain));
    for (const rule of rules.toReversed()) if (!present.has(rule)) netfilter.insert(table, chain, 1, rule);
  }
}

/** Takes away the jumps that are there, but for those in `kept`. */
export function removeJumps(
  netfilter: Netfilter,
  table: 'nat' | 'filter',
  jumps: Jumps,
  kept: ReadonlySet<string>,
): void {
  for (const [chain, rules] of jumps) {
    const present = new Set(netfilter.chain(table, chain));
    for (const rule of rules) if (present.has(rule) && !kept.has(rule)) netfilter.delete(table, chain, rule);
  }
}

/** Empties and removes those of the chains that are there; one that a rule elsewhere still jumps to stays, empty. */
export function removeChains(netfilter: Netfilter, table: TableName, names: readonly string[]): void {
  const present = names.filter((name) => netfilter.chain(table, name) !== undefined);
  for (const name of present) netfilter.flush(table, name);
  for (const name of present) {
    try {
      netfilter.deleteChain(table, name);
    } catch (error) {
      if (!(error instanceof NetfilterError)) throw error;
    }
  }
}

/** Creates chains that are missing and leaves the others alone. */
export function ensureChains(netfilter: Netfilter, table: TableName, names: readonly string[]): void {
  const missing = names.filter((name) => netfilter.chain(table, name) === undefined);
  const change: RestoreChange = { chains: new Map(missing.map((name) => [name, []])) };
  netfilter.restore(table, change);
}

/** Chains of Services that are in the nat table, from whatever time (isServiceChainName). */
export function serviceChainNames(netfilter: Netfilter): string[] {
  const names: string[] = [];
  if (!netfilter.chain('nat', 'PREROUTING')) return names;
  for (const line of netfilter.save({ table: 'nat' }).split('\n')) {
    const name = /^:(KUBE-(?:SVC|SVL|EXT|FW|SEP)-\S+) /.exec(line)?.[1];
    if (name !== undefined) names.push(name);
  }
  return names;
}
