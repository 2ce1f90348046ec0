import type { Netfilter, RestoreChange } from '../network/netfilter/netfilter.ts';

type Jumps = readonly (readonly [chain: string, rules: readonly string[]])[];

/** Puts the jumps before whatever else is in the built-in chains; those that are there already stay where they are. */
export function writeJumps(netfilter: Netfilter, table: 'nat' | 'filter', jumps: Jumps): void {
  for (const [chain, rules] of jumps) {
    const present = new Set(netfilter.chain(table, chain));
    for (const rule of rules.toReversed()) if (!present.has(rule)) netfilter.insert(table, chain, 1, rule);
  }
}

/** Creates chains that are missing and leaves the others alone. */
export function ensureChains(netfilter: Netfilter, table: 'mangle', names: readonly string[]): void {
  const missing = names.filter((name) => netfilter.chain(table, name) === undefined);
  const change: RestoreChange = { chains: new Map(missing.map((name) => [name, []])) };
  netfilter.restore(table, change);
}

/** Chains of Services that are in the nat table, from whatever time (isServiceChainName). */
export function serviceChainNames(netfilter: Netfilter): string[] {
  const names: string[] = [];
  for (const line of netfilter.save({ table: 'nat' }).split('\n')) {
    const name = /^:(KUBE-(?:SVC|SVL|EXT|FW|SEP)-\S+) /.exec(line)?.[1];
    if (name !== undefined) names.push(name);
  }
  return names;
}
