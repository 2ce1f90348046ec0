import type { Member } from './member.ts';

export type Algorithm = 'round-robin' | 'least-connections' | 'source';
export const ALGORITHMS: readonly Algorithm[] = ['round-robin', 'least-connections', 'source'];

export function isAlgorithm(value: string): value is Algorithm {
  return (ALGORITHMS as readonly string[]).includes(value);
}

/** Who of the candidates gets the next connection. Weights count for all but `source`. */
export function chooseMember(candidates: readonly Member[], algorithm: Algorithm, source: string): Member | undefined {
  if (algorithm === 'source') return candidates[hash(source) % candidates.length];
  const weighted = candidates.filter(({ weight }) => weight > 0);
  return algorithm === 'round-robin' ? inTurn(weighted) : leastBusy(weighted);
}

/** Smooth weighted round robin, as nginx has it: each is owed its weight, who is owed most goes and pays the total. */
function inTurn(members: readonly Member[]): Member | undefined {
  let total = 0;
  let chosen: Member | undefined;
  for (const member of members) {
    member.credit += member.weight;
    total += member.weight;
    if (!chosen || member.credit > chosen.credit) chosen = member;
  }
  if (chosen) chosen.credit -= total;
  return chosen;
}

/** The fewest connections for its weight; of equals, the one that has waited longest. */
function leastBusy(members: readonly Member[]): Member | undefined {
  const load = (member: Member) => member.activeConnections / member.weight;
  const least = Math.min(...members.map(load));
  return inTurn(members.filter((member) => load(member) === least));
}

/** FNV-1a over the source address: the same client always meets the same member. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
