import { type JsonObject, numberAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
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
import { containerLines, tolerationLines, volumeLines } from './pod.ts';

export function templateLines(object: JsonObject): Lines {
  const template = recordAt(object, 'spec', 'template');
  const pod = (field: string) => recordsAt(template, 'spec', field);
  const account = stringAt(template, 'spec', 'serviceAccountName');
  const priority = stringAt(template, 'spec', 'priorityClassName');
  const indented = (lines: Lines) => lines.map((line) => `  ${line}`);
  const notes = stringMapAt(template, 'metadata', 'annotations').length > 0 ? annotations(template, '  ') : [];
  return [
    'Pod Template:',
    ...labels(template, '  '),
    ...notes,
    ...(account ? [`  Service Account:\t${account}`] : []),
    ...containerLines('Init Containers', pod('initContainers'), null, '  '),
    ...containerLines('Containers', pod('containers'), null, '  '),
    ...volumeLines(pod('volumes'), '  '),
    ...(priority ? [`  Priority Class Name:\t${priority}`] : []),
    ...mapLines('Node-Selectors', template, ['spec', 'nodeSelector'], '=', '  '),
    ...indented(tolerationLines(pod('tolerations'))).map((line) => line.replace(/^ {2}\t/, '  \t')),
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
    `Selector:\t${selectorText(deployment, 'spec', 'selector', 'matchLabels')}`,
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
    `OldReplicaSets:\t${setsText(oldSets)}`,
    `NewReplicaSet:\t${setsText(newSets)}`,
  ];
}

function podsStatusLine(pods: readonly JsonObject[]): string {
  const phase = (name: string) => pods.filter((pod) => stringAt(pod, 'status', 'phase') === name).length;
  return `Pods Status:\t${phase('Running')} Running / ${phase('Pending')} Waiting / ${phase('Succeeded')} Succeeded / ${phase('Failed')} Failed`;
}

export function describeDaemonSet(set: JsonObject, pods: readonly JsonObject[]): Lines {
  const status = (field: string) => numberAt(set, 'status', field) ?? 0;
  return [
    `Name:\t${stringAt(set, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `Selector:\t${selectorText(set, 'spec', 'selector', 'matchLabels')}`,
    `Node-Selector:\t${selectorText(set, 'spec', 'template', 'spec', 'nodeSelector')}`,
    ...labels(set),
    ...annotations(set),
    `Desired Number of Nodes Scheduled: ${status('desiredNumberScheduled')}`,
    `Current Number of Nodes Scheduled: ${status('currentNumberScheduled')}`,
    `Number of Nodes Scheduled with Up-to-date Pods: ${status('updatedNumberScheduled')}`,
    `Number of Nodes Scheduled with Available Pods: ${status('numberAvailable')}`,
    `Number of Nodes Misscheduled: ${status('numberMisscheduled')}`,
    podsStatusLine(pods),
    ...templateLines(set),
  ];
}

export function describeReplicaSet(set: JsonObject, pods: readonly JsonObject[]): Lines {
  return [
    `Name:\t${stringAt(set, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(set, 'metadata', 'namespace')}`,
    `Selector:\t${selectorText(set, 'spec', 'selector', 'matchLabels')}`,
    ...labels(set),
    ...annotations(set),
    ...controlledBy(set),
    `Replicas:\t${numberAt(set, 'status', 'replicas') ?? 0} current / ${numberAt(set, 'spec', 'replicas') ?? 0} desired`,
    podsStatusLine(pods),
    ...templateLines(set),
    ...conditionLines(set, true),
  ];
}
