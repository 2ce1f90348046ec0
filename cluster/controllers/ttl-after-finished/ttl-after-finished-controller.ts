import { keyOf } from '../../client/object-cache.ts';
import type { Job } from '../../client/objects.ts';
import { JOBS } from '../../client/resources.ts';
import { fromTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { finishedCondition } from '../job/job-conditions.ts';
import { isNotFound } from '../pod-control.ts';

/** Deletes Jobs some time after they have ended (pkg/controller/ttlafterfinished). */
export function createTtlAfterFinishedController({ client, clock, informers }: ControllerContext): Controller {
  const jobs = informers.informer(JOBS);
  return {
    watches: [watch(JOBS, (job) => (expiresAt(job) === undefined ? [] : [keyOf(job)]))],
    reconcile: async (key): Promise<Reconciled> => {
      const job = jobs.get(key);
      const expiry = job && expiresAt(job);
      if (!job || expiry === undefined) return;
      const remaining = expiry - clock.now();
      if (remaining > 0) return { requeueAfterMs: remaining };
      const { name, namespace, uid, resourceVersion } = job.metadata;
      try {
        await client.resource(JOBS).delete(name, namespace, {
          propagationPolicy: 'Foreground',
          preconditions: { uid, resourceVersion },
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

function expiresAt({ metadata, spec, status }: Job): number | undefined {
  const finished = finishedCondition(status?.conditions)?.lastTransitionTime;
  if (metadata.deletionTimestamp || spec.ttlSecondsAfterFinished === undefined || !finished) return undefined;
  return fromTime(finished) + spec.ttlSecondsAfterFinished * 1000;
}
