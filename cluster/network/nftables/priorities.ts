import type { Family, NftHook } from './ruleset.ts';

/** Names of priorities (nft(8), Table 6 and 7): where they mean something. */
const STANDARD: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
const BRIDGE: Readonly<Record<string, number>> = { dstnat: -300, filter: -200, out: 100, srcnat: 300 };

function names(family: Family): Readonly<Record<string, number>> {
  if (family === 'bridge') return BRIDGE;
  return family === 'arp' || family === 'netdev' ? { filter: 0 } : STANDARD;
}

export function priorityOf(name: string, family: Family, hook: NftHook): number | undefined {
  const known = names(family);
  if (!Object.hasOwn(known, name)) return undefined;
  if (name === 'dstnat' && hook !== 'prerouting' && !(family === 'bridge' && hook === 'output')) return undefined;
  if (name === 'srcnat' && hook !== 'postrouting') return undefined;
  return known[name];
}

/** `filter`, `dstnat - 10`, or the number where no name is near. */
export function printPriority(priority: number, family: Family, hook: NftHook, numeric: boolean): string {
  if (numeric) return `${priority}`;
  for (const [name, value] of Object.entries(names(family))) {
    if (priorityOf(name, family, hook) === undefined) continue;
    const offset = priority - value;
    if (offset === 0) return name;
    if (Math.abs(offset) <= 10) return `${name} ${offset > 0 ? '+' : '-'} ${Math.abs(offset)}`;
  }
  return `${priority}`;
}
