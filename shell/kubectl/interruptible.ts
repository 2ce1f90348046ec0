import type { Process, SignalName } from '../../cluster/machinery/machine.ts';
import { Quiet } from './errors.ts';

const TERMINATION: readonly SignalName[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'];

/**
 * Work that a termination signal ends with exit code 1 instead of by the signal, as kubectl's interrupt handler does
 * (kubectl/pkg/util/interrupt). `cleanUp` runs before.
 */
export async function interruptible<T>(
  process: Process,
  work: () => Promise<T>,
  cleanUp: () => void = () => {},
): Promise<T> {
  const undo: (() => void)[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    for (const name of TERMINATION)
      undo.push(
        process.onSignal(name, () => {
          cleanUp();
          reject(new Quiet(1));
        }),
      );
  });
  try {
    const working = work();
    working.catch(() => {});
    return await Promise.race([working, interrupted]);
  } finally {
    for (const stop of undo) stop();
  }
}
