import type { CheckOutcome } from '../drivers/driver.ts';

/** Time as convergence needs it; the cluster's own clock fits. */
export interface ConvergenceClock {
  now(): number;
  schedule(delayMs: number, callback: () => void): () => void;
}

export interface Convergence {
  readonly clock: ConvergenceClock;
  /** One run of the check. */
  readonly attempt: () => Promise<CheckOutcome>;
  /** Calls the listener after each change of the cluster; the returned function stops it. */
  readonly onChange: (listener: () => void) => () => void;
  readonly convergeMs: number;
}

/** Two runs are at least this far apart. */
export const RERUN_EVERY_MS = 250;
/** Without any change it runs once more after this long: a few states (a time-out that ends) change nothing visible. */
const RERUN_WITHOUT_CHANGE_MS = 2_000;

/** Runs a check until it passes or the time is over; again when something changed. The last answer counts. */
export async function converge(convergence: Convergence): Promise<CheckOutcome> {
  const { clock, attempt, onChange, convergeMs } = convergence;
  const deadline = clock.now() + convergeMs;
  let changed = false;
  let wake: (() => void) | null = null;
  const stop = onChange(() => {
    changed = true;
    wake?.();
  });
  const sleepUntilChange = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.schedule(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  try {
    for (;;) {
      changed = false;
      const startedMs = clock.now();
      const outcome = await attempt();
      if (outcome.passed || clock.now() >= deadline) return outcome;
      if (!changed) await sleepUntilChange(Math.min(RERUN_WITHOUT_CHANGE_MS, deadline - clock.now()));
      wake = null;
      const pause = RERUN_EVERY_MS - (clock.now() - startedMs);
      if (pause > 0) await new Promise<void>((resolve) => clock.schedule(pause, resolve));
    }
  } finally {
    stop();
  }
}
