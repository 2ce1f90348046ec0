import type { Rehearsal } from '../../machinery/rehearsal.ts';

/** One way that chance may go, with what came of it. */
export interface Outcome<T> {
  readonly value: T;
  readonly probability: number;
}

interface Choice {
  readonly weights: readonly number[];
  index: number;
}

/**
 * Runs something once for every way its choices may go, depth first: a run repeats the choices of the one before up to the
 * last that had another alternative. Alternatives of weight 0 are left out; at most `limit` runs.
 */
export function everyChoice<T>(run: (rehearsal: Rehearsal) => T, limit: number): Outcome<T>[] {
  const outcomes: Outcome<T>[] = [];
  let choices: Choice[] = [];
  while (outcomes.length < limit) {
    let at = 0;
    const rehearsal: Rehearsal = {
      pick: (weights) => {
        const known = choices[at++];
        if (known) return known.index;
        const choice = { weights, index: nextPossible(weights, 0) };
        choices.push(choice);
        return choice.index;
      },
    };
    const value = run(rehearsal);
    outcomes.push({ value, probability: choices.reduce((product, choice) => product * shareOf(choice), 1) });
    choices = choices.slice(0, at);
    for (let last = choices.at(-1); last; last = choices.at(-1)) {
      last.index = nextPossible(last.weights, last.index + 1);
      if (last.index < last.weights.length) break;
      choices.pop();
    }
    if (choices.length === 0) break;
  }
  return outcomes;
}

function nextPossible(weights: readonly number[], from: number): number {
  let index = from;
  while (index < weights.length && !(weights[index]! > 0)) index++;
  return from === 0 && index === weights.length ? 0 : index;
}

function shareOf({ weights, index }: Choice): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights[index]! / total : 1;
}
