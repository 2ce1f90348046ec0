import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, numberAt, recordAt, recordsAt, stringAt } from '../json.ts';

export interface RolloutProgress {
  readonly text: string;
  readonly done: boolean;
}

/** polymorphichelpers/rollout_status.go: what to say about a rollout, and whether it is over. */
export function rolloutStatus(object: JsonObject, revision: number): RolloutProgress {
  const kind = stringAt(object, 'kind');
  if (kind === 'Deployment') return deploymentStatus(object, revision);
  if (kind === 'DaemonSet') return daemonSetStatus(object);
  if (kind === 'StatefulSet') return statefulSetStatus(object);
  throw new KubectlError(`error: no status viewer has been implemented for ${kind}`);
}

const observed = (object: JsonObject): boolean =>
  (numberAt(object, 'metadata', 'generation') ?? 0) <= (numberAt(object, 'status', 'observedGeneration') ?? 0);

const going = (text: string): RolloutProgress => ({ text: `${text}\n`, done: false });
const over = (text: string): RolloutProgress => ({ text: `${text}\n`, done: true });

function deploymentStatus(object: JsonObject, revision: number): RolloutProgress {
  const name = nameOf(object);
  const running = Number(stringAt(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision') || 0);
  if (revision > 0 && revision !== running)
    throw new KubectlError(`error: desired revision (${revision}) is different from the running revision (${running})`);
  if (!observed(object)) return going('Waiting for deployment spec update to be observed...');
  const progressing = recordsAt(object, 'status', 'conditions').find((item) => item['type'] === 'Progressing');
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded')
    throw new KubectlError(`error: deployment "${name}" exceeded its progress deadline`);
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas');
  const updated = count('updatedReplicas');
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (wanted !== undefined && updated < wanted)
    return going(`${waiting} ${updated} out of ${wanted} new replicas have been updated...`);
  if (count('replicas') > updated)
    return going(`${waiting} ${count('replicas') - updated} old replicas are pending termination...`);
  if (count('availableReplicas') < updated)
    return going(`${waiting} ${count('availableReplicas')} of ${updated} updated replicas are available...`);
  return over(`deployment "${name}" successfully rolled out`);
}

/** Only pods that are replaced one after another have a rollout to watch. */
function refuseOtherStrategies(object: JsonObject): void {
  if (stringAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate')
    throw new KubectlError('error: rollout status is only available for RollingUpdate strategy type');
}

function daemonSetStatus(object: JsonObject): RolloutProgress {
  refuseOtherStrategies(object);
  const name = nameOf(object);
  if (!observed(object)) return going('Waiting for daemon set spec update to be observed...');
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const wanted = count('desiredNumberScheduled');
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  if (count('updatedNumberScheduled') < wanted)
    return going(`${waiting} ${count('updatedNumberScheduled')} out of ${wanted} new pods have been updated...`);
  if (count('numberAvailable') < wanted)
    return going(`${waiting} ${count('numberAvailable')} of ${wanted} updated pods are available...`);
  return over(`daemon set "${name}" successfully rolled out`);
}

function statefulSetStatus(object: JsonObject): RolloutProgress {
  refuseOtherStrategies(object);
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  if (count('observedGeneration') === 0 || !observed(object))
    return going('Waiting for statefulset spec update to be observed...');
  const wanted = numberAt(object, 'spec', 'replicas');
  if (wanted !== undefined && count('readyReplicas') < wanted)
    return going(`Waiting for ${wanted - count('readyReplicas')} pods to be ready...`);
  const rolling = recordAt(object, 'spec', 'updateStrategy', 'rollingUpdate');
  const updated = count('updatedReplicas');
  if (rolling) {
    const partition = numberAt(rolling, 'partition');
    if (wanted !== undefined && partition !== undefined && updated < wanted - partition)
      return going(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    return over(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const [update, current] = ['updateRevision', 'currentRevision'].map((field) => stringAt(object, 'status', field));
  if (update !== current)
    return going(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`);
  return over(`statefulset rolling update complete ${count('currentReplicas')} pods at revision ${current}...`);
}
