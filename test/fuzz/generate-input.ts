import { type Random, SeededRandom } from '../../cluster/machinery/random.ts';
import { brokenBody } from './families/broken-bodies.ts';
import { brokenMessage } from './families/broken-messages.ts';
import { definition } from './families/definitions.ts';
import { remove } from './families/deletions.ts';
import { patch } from './families/patches.ts';
import { read } from './families/reads.ts';
import { upgrade } from './families/upgrades.ts';
import { create, replace, subresource } from './families/writes.ts';
import type { FuzzedKind } from './fuzzed-kinds.ts';
import type { FuzzInput } from './input.ts';

type Family = (random: Random, kinds: readonly FuzzedKind[]) => FuzzInput;

/** How many of a hundred inputs come from each family. */
const SHARES: readonly (readonly [number, Family])[] = [
  [24, create],
  [10, replace],
  [3, subresource],
  [20, patch],
  [12, read],
  [5, remove],
  [9, brokenBody],
  [9, brokenMessage],
  [3, upgrade],
  [5, definition],
];

/** The input of this number: the same for the same seed, whatever came before it. */
export function generateInput(seed: number, index: number, kinds: readonly FuzzedKind[]): FuzzInput {
  const random = new SeededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  let ticket = random.integer(100);
  for (const [share, family] of SHARES) {
    if (ticket < share) return family(random, kinds);
    ticket -= share;
  }
  throw new RangeError('the shares do not add up to a hundred');
}
