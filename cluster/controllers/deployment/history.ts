import { REPLICA_SETS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { replicasOf } from './limits.ts';
import type { Revisions } from './new-replica-set.ts';
import { byRevision } from './revisions.ts';

/** Deletes the oldest empty sets beyond revisionHistoryLimit (cleanupDeployment in sync.go). */
export async function cleanUpHistory({ client }: ControllerContext, { deployment, oldSets }: Revisions): Promise<void> {
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined) return;
  const alive = oldSets.filter((set) => !set.metadata.deletionTimestamp);
  const surplus = [...alive].sort(byRevision).slice(0, Math.max(0, alive.length - limit));
  for (const set of surplus) {
    const unobserved = (set.metadata.generation ?? 0) > (set.status?.observedGeneration ?? 0);
    if (replicasOf(set) !== 0 || (set.status?.replicas ?? 0) !== 0 || unobserved) continue;
    try {
      await client.resource(REPLICA_SETS).delete(set.metadata.name, set.metadata.namespace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
