import type { Activity } from '../client/activity.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import { WorkQueue } from '../client/work-queue.ts';
import { startWorker } from '../client/worker.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Controller } from './controller.ts';

/** Where failures are told that nobody in the simulation sees. */
export interface ControllerLogger {
  error(message: string, error: unknown): void;
}

export interface RunOptions {
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly logger: ControllerLogger;
}

/** Feeds a controller's queue from its watches and works it off, one key at a time. Returns the stop function. */
export function runController(
  name: string,
  controller: Controller,
  { informers, clock, activity, logger }: RunOptions,
): () => void {
  const queue = new WorkQueue(clock, activity);
  startWorker({
    queue,
    concurrency: 1,
    process: async (key) => {
      const result = await controller.reconcile(key);
      if (result) queue.addAfter(key, result.requeueAfterMs);
    },
    onError: (key, error) => logger.error(`${name}: ${key}`, error),
  });
  const unsubscribe = controller.watches.map(({ resource, keys }) =>
    informers.informer(resource).onChange((current, previous) => {
      for (const key of keys(current, previous)) queue.add(key);
    }),
  );
  controller.connect?.((key) => queue.add(key));
  return () => {
    for (const stop of unsubscribe) stop();
    queue.close();
  };
}
