import { NftError, type Span } from './nft-error.ts';
import type { NftTable } from './ruleset.ts';

export const ETIMEDOUT_WORDS = 'string';
const PLACE = 'No such file or directory';

/** A set that a rule names and that is not there. nft asks whether one that is spelled alike was meant. */
export function unknownSet(table: NftTable, name: string, span: Span): NftError {
  const near = closest(name, [...table.sets.keys()]);
  const set = near === undefined ? undefined : table.sets.get(near);
  if (!set) return new NftError(PLACE, span);
  const kind = set.isMap ? 'map' : 'set';
  return new NftError(`${PLACE}; did you mean ${kind} ‘${near}’ in table ${table.family} ‘${table.name}’?`, span);
}

export function unknownChain(table: NftTable, name: string, span: Span): NftError {
  const near = closest(name, [...table.chains.keys()]);
  if (near === undefined) return new NftError(PLACE, span);
  return new NftError(`${PLACE}; did you mean chain ‘${near}’ in table ${table.family} ‘${table.name}’?`, span);
}

/** string_misspell_update: no more than half of the letters differ. */
function closest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.floor(name.length / 2) + 2;
  for (const candidate of candidates) {
    const edits = editDistance(name, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
