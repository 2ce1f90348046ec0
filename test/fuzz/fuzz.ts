import { checkInput, type Outcome, textOf } from './check-input.ts';
import { FuzzedServer } from './fuzzed-server.ts';
import { generateInput } from './generate-input.ts';
import type { FuzzInput } from './input.ts';

/** A server serves so many inputs, so that a failing one can be repeated without all that came before it. */
const INPUTS_OF_A_SERVER = 250;

export interface FuzzOptions {
  readonly seed: number;
  /** The first input that counts. Those before it that its server has seen are sent, too. */
  readonly from: number;
  readonly count: number;
  /** Called after each input that counts. */
  readonly onOutcome?: (index: number, input: FuzzInput, outcome: Outcome) => void;
  /** Called after each server. */
  readonly onServer?: () => void;
}

export interface Failure {
  readonly index: number;
  readonly family: string;
  readonly problem: string;
}

/** Sends inputs to API servers over sockets, one after the other; gives every broken invariant. */
export async function fuzz({ seed, from, count, onOutcome, onServer }: FuzzOptions): Promise<Failure[]> {
  const failures: Failure[] = [];
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  try {
    const end = from + count;
    let index = from - (from % INPUTS_OF_A_SERVER);
    while (index < end) {
      const server = await FuzzedServer.start(seed + index);
      const last = Math.min(end, index + INPUTS_OF_A_SERVER);
      for (; index < last; index++) {
        const input = generateInput(seed, index, server.kinds);
        const outcome = await checkInput(server, input, index);
        const crashes = uncaught.splice(0).map((error) => `uncaught: ${textOf(error)}`);
        if (index < from) continue;
        for (const problem of [...outcome.problems, ...crashes])
          failures.push({ index, family: input.family, problem });
        onOutcome?.(index, input, outcome);
      }
      server.stop();
      onServer?.();
    }
  } finally {
    process.off('uncaughtException', onUncaught);
    process.off('unhandledRejection', onUncaught);
  }
  return failures;
}
