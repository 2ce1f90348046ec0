import { BrokenPipe } from '../../../cluster/machinery/byte-stream.ts';
import { ProcessEnded } from '../../../cluster/machinery/machine-process.ts';

/** The thread's `process`, as far as it tells of errors that nobody caught. */
export interface FailureSource {
  on(event: 'unhandledRejection' | 'uncaughtException', listener: (reason: unknown) => void): unknown;
}

/**
 * Many learners' clusters share a thread: one program's programmer error must not end them all, so it goes to the
 * operator's log. That a program ended while a read of it was under way is no error at all.
 */
export function containFailures(source: FailureSource, log: (details: object, message: string) => void): void {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    source.on(event, (reason) => {
      if (reason instanceof ProcessEnded || reason instanceof BrokenPipe) return;
      const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
      log({ error }, `${event} in a cluster's thread`);
    });
  }
}
