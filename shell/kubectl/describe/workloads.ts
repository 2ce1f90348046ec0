import { type JsonObject, nameOf, numberAt, recordAt, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import { labelSelectorText, selectorOf } from '../resources/pods.ts';
import { claimTemplateLines } from './claims.ts';
import { containerLines } from './containers.ts';
import {
  annotations,
  conditionLines,
  controlledBy,
  type Lines,
  labels,
  mapLines,
  selectorText,
  timeText,
} from './parts.ts';
import { spreadLines, tolerationLines } from './pod.ts';
import { volumeLines } from './volumes.ts';

export function templateLines(object: JsonObject): Lines {
  const template = recordAt(object, 'spec', 'template');
  if (!template) return ['Pod Template:', '  <unset>'];
  const pod = (field: string) => recordsAt(template, 'spec', field);
  const account = stringAt(template, 'spec', 'serviceAccountName');
  const priority = stringAt(template, 'spec', 'priorityClassName');
  const notes = stringMapAt(template, 'metadata', 'annotations').length > 0 ? annotations(template, '  ') : [];
  const init = pod('initContainers');
  return [
    'Pod Template:',
    ...labels(template, '  '),
    ...notes.map((line) => line.replace(/^ {2}\t/, '\t')),
    ...(account ? [`  Service Account:\t${account}`] : []),
    ...(init.length > 0 ? containerLines('Init Containers', init, [], '  ') : []),
    ...containerLines('Containers', pod('containers'), [], '  '),
    ...volumeLines(pod('volumes'), '  '),
    ...spreadLines(pod('topologySpreadConstraints'), '  '),
    ...(priority ? [`  Priority Class Name:\t${priority}`] : []),
    ...mapLines('Node-Selectors', template, ['spec', 'nodeSelector'], '=', '  '),
    ...tolerationLines(pod('tolerations'), '  '),
  ];
}

/** `red-5d7f (2/2 replicas created)`. */
export function setsText(sets: readonly JsonObject[]): string {
  const texts = sets.map(
    (set) =>
      `${stringAt(set, 'metadata', 'name')} (${numberAt(set, 'status', 'replicas') ?? 0}/${numberAt(set, 'spec', 'replicas') ?? 0} replicas created)`,
  );
  return texts.join(', ') || '<none>';
}

export function describeDeployment(
  deployment: JsonObject,
  oldSets: readonly JsonObject[],
  newSets: readonly JsonObject[],
): Lines {
  const status = (field: string) => numberAt(deployment, 'status', field) ?? 0;
  const rolling = recordAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  return [
    `Name:\t${stringAt(deployment, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(deployment, 'metadata', 'namespace')}`,
    `CreationTimestamp:\t${timeText(stringAt(deployment, 'metadata', 'creationTimestamp'))}`,
    ...labels(deployment),
    ...annotations(deployment),
    `Selector:\t${selectorOf(deployment)}`,
    `Replicas:\t${numberAt(deployment, 'spec', 'replicas') ?? 1} desired | ${status('updatedReplicas')} updated | ${status('replicas')} total | ${status('availableReplicas')} available | ${status('unavailableReplicas')} unavailable`,
    `StrategyType:\t${stringAt(deployment, 'spec', 'strategy', 'type')}`,
    `MinReadySeconds:\t${numberAt(deployment, 'spec', 'minReadySeconds') ?? 0}`,
    ...(rolling
      ? [
          `RollingUpdateStrategy:\t${stringAt(rolling, 'maxUnavailable')} max unavailable, ${stringAt(rolling, 'maxSurge')} max surge`,
        ]
      : []),
    ...templateLines(deployment),
    ...conditionLines(deployment, true),
    ...(oldSets.length + newSets.length > 0
      ? [`OldReplicaSets:\t${setsText(oldSets)}`, `NewReplicaSet:\t${setsText(newSets)}`]
      : []),
  ];
}

/** The pods that the workload owns, counted by phase. */
function podsStatusLine(owner: JsonObject, pods: readonly JsonObject[]): string {
  const uid = stringAt(owner, 'metadata', 'uid');
  const own = pods.filter((pod) =>
    recordsAt(pod, 'metadata', 'ownerReferences').some((item) => item['controller'] === true && item['uid'] === uid),
  );
  const phase = (name: string) => own.filter((pod) => stringAt(pod, 'status', 'phase') === name).length;
  return `Pods Status:\t${phase('Running')} Running / ${phase('Pending')} Waiting / ${phase('Succeeded')} Succeeded / ${phase('Failed')} Failed`;
}

export function describeDaemonSet(set: JsonObject, pods: readonly JsonObject[]): Lines {
  const status = (field: string) => numberAt(set, 'status', field) ?? 0;
  return [
    `Name:\t${stringAt(set, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `Selector:\t${selectorOf(set)}`,
    `Node-Selector:\t${selectorText(set, 'spec', 'template', 'spec', 'nodeSelector')}`,
    ...labels(set),
    ...annotations(set),
    `Desired Number of Nodes Scheduled: ${status('desiredNumberScheduled')}`,
    `Current Number of Nodes Scheduled: ${status('currentNumberScheduled')}`,
    `Number of Nodes Scheduled with Up-to-date Pods: ${status('updatedNumberScheduled')}`,
    `Number of Nodes Scheduled with Available Pods: ${status('numberAvailable')}`,
    `Number of Nodes Misscheduled: ${status('numberMisscheduled')}`,
    podsStatusLine(set, pods),
    ...templateLines(set),
  ];
}

export function describeReplicaSet(set: JsonObject, pods: readonly JsonObject[]): Lines {
  return [
    `Name:\t${stringAt(set, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `Selector:\t${labelSelectorText(recordAt(set, 'spec', 'selector')) || '<none>'}`,
    ...labels(set),
    ...annotations(set),
    ...controlledBy(set),
    `Replicas:\t${numberAt(set, 'status', 'replicas') ?? 0} current / ${numberAt(set, 'spec', 'replicas') ?? 0} desired`,
    podsStatusLine(set, pods),
    ...templateLines(set),
    ...conditionLines(set, true),
  ];
}

export function describeReplicationController(set: JsonObject, pods: readonly JsonObject[]): Lines {
  return [
    `Name:\t${nameOf(set)}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `Selector:\t${selectorText(set, 'spec', 'selector')}`,
    ...labels(set),
    ...annotations(set),
    `Replicas:\t${numberAt(set, 'status', 'replicas') ?? 0} current / ${numberAt(set, 'spec', 'replicas') ?? 0} desired`,
    podsStatusLine(set, pods),
    ...templateLines(set),
    ...conditionLines(set, true),
  ];
}

export function describeStatefulSet(set: JsonObject, pods: readonly JsonObject[]): Lines {
  const rolling = recordAt(set, 'spec', 'updateStrategy', 'rollingUpdate');
  const partition = numberAt(rolling, 'partition');
  const unavailable = valueAt(rolling, 'maxUnavailable') === undefined ? '' : stringAt(rolling, 'maxUnavailable');
  return [
    `Name:\t${nameOf(set)}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `CreationTimestamp:\t${timeText(stringAt(set, 'metadata', 'creationTimestamp'))}`,
    `Selector:\t${selectorOf(set)}`,
    ...labels(set),
    ...annotations(set),
    `Replicas:\t${numberAt(set, 'spec', 'replicas') ?? 0} desired | ${numberAt(set, 'status', 'replicas') ?? 0} total`,
    `Update Strategy:\t${stringAt(set, 'spec', 'updateStrategy', 'type')}`,
    ...(partition === undefined ? [] : [`  Partition:\t${partition}`]),
    ...(partition !== undefined && unavailable ? [`  MaxUnavailable:\t${unavailable}`] : []),
    podsStatusLine(set, pods),
    ...templateLines(set),
    ...claimTemplateLines(recordsAt(set, 'spec', 'volumeClaimTemplates')),
  ];
}
