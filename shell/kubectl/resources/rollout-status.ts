import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, numberAt, recordsAt } from '../json.ts';

/** kubectl's polymorphichelpers/rollout_status.go: what to say about a rollout, and whether it is over. */
export function rolloutStatus(object: JsonObject): { text: string; done: boolean } {
  const kind = String(object['kind']);
  if (kind === 'Deployment') return deploymentStatus(object);
  if (kind === 'DaemonSet') return daemonSetStatus(object);
  if (kind === 'StatefulSet') return statefulSetStatus(object);
  throw new KubectlError(`error: no status viewer has been implemented for ${kind}`);
}

const observed = (object: JsonObject): boolean =>
  (numberAt(object, 'metadata', 'generation') ?? 0) <= (numberAt(object, 'status', 'observedGeneration') ?? 0);

function deploymentStatus(object: JsonObject): { text: string; done: boolean } {
  const name = nameOf(object);
  if (!observed(object)) return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  const progressing = recordsAt(object, 'status', 'conditions').find(
    (condition) => condition['type'] === 'Progressing',
  );
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded') {
    throw new KubectlError(`error: deployment "${name}" exceeded its progress deadline`);
  }
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas');
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (wanted !== undefined && count('updatedReplicas') < wanted) {
    return {
      text: `${waiting} ${count('updatedReplicas')} out of ${wanted} new replicas have been updated...\n`,
      done: false,
    };
  }
  if (count('replicas') > count('updatedReplicas')) {
    const old = count('replicas') - count('updatedReplicas');
    return { text: `${waiting} ${old} old replicas are pending termination...\n`, done: false };
  }
  if (count('availableReplicas') < count('updatedReplicas')) {
    const text = `${waiting} ${count('availableReplicas')} of ${count('updatedReplicas')} updated replicas are available...\n`;
    return { text, done: false };
  }
  return { text: `deployment "${name}" successfully rolled out\n`, done: true };
}

function daemonSetStatus(object: JsonObject): { text: string; done: boolean } {
  const name = nameOf(object);
  if (!observed(object)) return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const wanted = count('desiredNumberScheduled');
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  if (count('updatedNumberScheduled') < wanted) {
    return {
      text: `${waiting} ${count('updatedNumberScheduled')} out of ${wanted} new pods have been updated...\n`,
      done: false,
    };
  }
  if (count('numberAvailable') < wanted) {
    return { text: `${waiting} ${count('numberAvailable')} of ${wanted} updated pods are available...\n`, done: false };
  }
  return { text: `daemon set "${name}" successfully rolled out\n`, done: true };
}

function statefulSetStatus(object: JsonObject): { text: string; done: boolean } {
  if (!observed(object)) return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  if (ready < wanted) return { text: `Waiting for ${wanted - ready} pods to be ready...\n`, done: false };
  const current = String((object['status'] as JsonObject | undefined)?.['currentRevision'] ?? '');
  return { text: `statefulset rolling update complete ${ready} pods at revision ${current}...\n`, done: true };
}
