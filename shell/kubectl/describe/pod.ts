import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, numberAt, recordAt, recordsAt, stringAt } from '../json.ts';
import { labelSelectorText } from '../resources/pods.ts';
import { containerLines, resourceLines } from './containers.ts';
import { annotations, controlledBy, type Lines, labels, mapLines, timeText } from './parts.ts';
import { volumeLines } from './volumes.ts';

const optional = (title: string, value: string): Lines => (value ? [`${title}:\t${value}`] : []);

export function describePod(pod: JsonObject, nowMs: number): Lines {
  const status = (field: string) => stringAt(pod, 'status', field);
  const spec = (field: string) => stringAt(pod, 'spec', field);
  const node = spec('nodeName');
  const ips = recordsAt(pod, 'status', 'podIPs').map((item) => `  IP:\t${stringAt(item, 'ip')}`);
  const ephemeral = recordsAt(pod, 'spec', 'ephemeralContainers');
  const init = recordsAt(pod, 'spec', 'initContainers');
  const statuses = (field: string) => recordsAt(pod, 'status', field);
  const resources = recordAt(pod, 'spec', 'resources');
  return [
    `Name:\t${stringAt(pod, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(pod, 'metadata', 'namespace')}`,
    ...optional('Priority', spec('priority')),
    ...optional('Priority Class Name', spec('priorityClassName')),
    ...optional('Runtime Class Name', spec('runtimeClassName')),
    ...optional('Service Account', spec('serviceAccountName')),
    `Node:\t${node ? `${node}/${status('hostIP')}` : '<none>'}`,
    ...(status('startTime') ? [`Start Time:\t${timeText(status('startTime'))}`] : []),
    ...labels(pod),
    ...annotations(pod),
    ...phaseLines(pod, nowMs),
    ...optional('Reason', status('reason')),
    ...optional('Message', status('message')),
    ...seccompLines(pod),
    `IP:\t${status('podIP')}`,
    ...(ips.length > 0 ? ['IPs:', ...ips] : ['IPs:\t<none>']),
    ...controlledBy(pod),
    ...optional('NominatedNodeName', status('nominatedNodeName')),
    ...(resources ? ['Resources:', ...resourceLines(resources, '  ')] : []),
    ...(init.length > 0 ? containerLines('Init Containers', init, statuses('initContainerStatuses'), '', pod) : []),
    ...containerLines('Containers', recordsAt(pod, 'spec', 'containers'), statuses('containerStatuses'), '', pod),
    ...(ephemeral.length > 0
      ? containerLines('Ephemeral Containers', ephemeral, statuses('ephemeralContainerStatuses'), '', pod)
      : []),
    ...gateLines(pod),
    ...podConditions(pod),
    ...volumeLines(recordsAt(pod, 'spec', 'volumes')),
    `QoS Class:\t${status('qosClass')}`,
    ...mapLines('Node-Selectors', pod, ['spec', 'nodeSelector'], '='),
    ...tolerationLines(recordsAt(pod, 'spec', 'tolerations')),
    ...spreadLines(recordsAt(pod, 'spec', 'topologySpreadConstraints')),
  ];
}

function phaseLines(pod: JsonObject, nowMs: number): Lines {
  const deleted = stringAt(pod, 'metadata', 'deletionTimestamp');
  const phase = stringAt(pod, 'status', 'phase');
  if (!deleted || phase === 'Failed' || phase === 'Succeeded') return [`Status:\t${phase}`];
  return [
    `Status:\tTerminating (lasts ${humanDuration(nowMs - Date.parse(deleted))})`,
    `Termination Grace Period:\t${stringAt(pod, 'metadata', 'deletionGracePeriodSeconds')}s`,
  ];
}

function seccompLines(pod: JsonObject): Lines {
  const profile = recordAt(pod, 'spec', 'securityContext', 'seccompProfile');
  if (!profile) return [];
  const type = stringAt(profile, 'type');
  const local = type === 'Localhost' ? [`LocalhostProfile:\t${stringAt(profile, 'localhostProfile')}`] : [];
  return [`SeccompProfile:\t${type}`, ...local];
}

function gateLines(pod: JsonObject): Lines {
  const gates = recordsAt(pod, 'spec', 'readinessGates');
  if (gates.length === 0) return [];
  const conditions = recordsAt(pod, 'status', 'conditions');
  const rows = gates.map((gate) => {
    const type = stringAt(gate, 'conditionType');
    const found = conditions.find((condition) => condition['type'] === type);
    return `  ${type} \t${found ? stringAt(found, 'status') : '<none>'} `;
  });
  return ['Readiness Gates:', '  Type\tStatus', ...rows];
}

function podConditions(pod: JsonObject): Lines {
  const conditions = recordsAt(pod, 'status', 'conditions');
  if (conditions.length === 0) return [];
  const rows = conditions.map((item) => `  ${stringAt(item, 'type')} \t${stringAt(item, 'status')} `);
  return ['Conditions:', '  Type\tStatus', ...rows];
}

export function tolerationLines(tolerations: readonly JsonObject[], indent = ''): Lines {
  if (tolerations.length === 0) return [`${indent}Tolerations:\t<none>`];
  const key = (item: JsonObject) => stringAt(item, 'key');
  const sorted = [...tolerations].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return sorted.map((item, at) => `${at === 0 ? `${indent}Tolerations:` : ''}\t${tolerationText(item)}`);
}

function tolerationText(item: JsonObject): string {
  const [key, written, effect] = ['key', 'value', 'effect'].map((field) => stringAt(item, field));
  const seconds = numberAt(item, 'tolerationSeconds');
  const exists = stringAt(item, 'operator') === 'Exists' && !written;
  const operator = exists ? (key || effect ? ' op=Exists' : 'op=Exists') : '';
  const head = `${key}${written ? `=${written}` : ''}${effect ? `:${effect}` : ''}`;
  return `${head}${operator}${seconds === undefined ? '' : ` for ${seconds}s`}`;
}

export function spreadLines(constraints: readonly JsonObject[], indent = ''): Lines {
  const key = (item: JsonObject) => stringAt(item, 'topologyKey');
  const sorted = [...constraints].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return sorted.map((item, at) => {
    const selector = recordAt(item, 'labelSelector');
    const suffix = selector ? ` for selector ${labelSelectorText(selector) || '<none>'}` : '';
    const head = at === 0 ? `${indent}Topology Spread Constraints:` : indent;
    return `${head}\t${key(item)}:${stringAt(item, 'whenUnsatisfiable')} when max skew ${stringAt(item, 'maxSkew')} is exceeded${suffix}`;
  });
}
