import type { Process, SignalName } from './machine.ts';

const POLITE_SIGNALS: readonly SignalName[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

/**
 * Resolves when the process was asked to end, for programs that then tidy up and return 0; and when it was killed, so
 * that what they hold open (a port of the host's network) is let go.
 */
export function ended(process: Process): Promise<void> {
  if (process.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    for (const name of POLITE_SIGNALS) process.onSignal(name, resolve);
    process.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
