import { keyOf } from '../../client/object-cache.ts';
import type { Job, Pod } from '../../client/objects.ts';
import { controllerOf } from '../../client/owner-references.ts';
import { JOBS, PODS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isJobFinished } from './job-conditions.ts';
import { isManagedByAnother } from './job-controller.ts';
import { hasTrackingFinalizer } from './job-sync.ts';
import { removeFinalizer } from './tracking-finalizer.ts';

/** Lets pods go whose Job no longer counts them: it is gone or has ended (syncOrphanPod). */
export function createJobOrphanPodController(context: ControllerContext): Controller {
  const jobs = context.informers.informer(JOBS);
  const pods = context.informers.informer(PODS);
  const byJobName = pods.index('job-name', (pod) => {
    const owner = controllerOf(pod);
    return owner?.kind === 'Job' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
  });
  const isOrphan = (pod: Pod) => {
    if (!hasTrackingFinalizer(pod)) return false;
    const owner = controllerOf(pod);
    if (owner?.kind !== 'Job') return true;
    const job = jobs.get(`${pod.metadata.namespace}/${owner.name}`);
    if (job && isManagedByAnother(job)) return false;
    return !job || job.metadata.uid !== owner.uid || isJobFinished(job);
  };
  return {
    watches: [
      watch(PODS, (pod) => (hasTrackingFinalizer(pod) ? [keyOf(pod)] : [])),
      {
        resource: JOBS,
        keys: (current, previous) => {
          const job = (current ?? previous) as Job;
          if (current && !isJobFinished(job)) return [];
          return byJobName(keyOf(job)).filter(hasTrackingFinalizer).map(keyOf);
        },
      },
    ],
    reconcile: async (key): Promise<Reconciled> => {
      // Before the first list of Jobs every pod looks like an orphan.
      if (!jobs.synced()) return { requeueAfterMs: 1_000 };
      const pod = pods.get(key);
      if (pod && isOrphan(pod)) await removeFinalizer(context, pod);
    },
  };
}
