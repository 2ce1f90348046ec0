import { isRecord, type JsonObject, listAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
import { nodeResourceLines } from './node-resources.ts';
import { annotations, type Lines, labels, timeText } from './parts.ts';

export function describeNode(
  node: JsonObject,
  lease: JsonObject | null,
  pods: readonly JsonObject[],
  nowMs: number,
): Lines {
  const roles = stringMapAt(node, 'metadata', 'labels')
    .filter(([key]) => key.startsWith('node-role.kubernetes.io/'))
    .map(([key]) => key.slice(key.indexOf('/') + 1));
  const taints = recordsAt(node, 'spec', 'taints').map(
    (taint) =>
      `${stringAt(taint, 'key')}${stringAt(taint, 'value') ? `=${stringAt(taint, 'value')}` : ''}:${stringAt(taint, 'effect')}`,
  );
  const quantities = (field: string) =>
    stringMapAt(node, 'status', field).map(([name, value]) => `  ${name}:\t${value}`);
  const info = (title: string, field: string) => `  ${title}:\t${stringAt(node, 'status', 'nodeInfo', field)}`;
  const conditions = recordsAt(node, 'status', 'conditions').map((item) => {
    const at = (field: string) => stringAt(item, field);
    return `  ${at('type')} \t${at('status')} \t${timeText(at('lastHeartbeatTime'))} \t${timeText(at('lastTransitionTime'))} \t${at('reason')} \t${at('message')}`;
  });
  return [
    `Name:\t${stringAt(node, 'metadata', 'name')}`,
    `Roles:\t${roles.join(',') || '<none>'}`,
    ...labels(node),
    ...annotations(node),
    `CreationTimestamp:\t${timeText(stringAt(node, 'metadata', 'creationTimestamp'))}`,
    ...(taints.length > 0 ? taints.map((taint, at) => `${at === 0 ? 'Taints:' : ''}\t${taint}`) : ['Taints:\t<none>']),
    `Unschedulable:\t${recordAt(node, 'spec')?.['unschedulable'] === true}`,
    'Lease:',
    `  HolderIdentity:\t${stringAt(lease, 'spec', 'holderIdentity') || '<unset>'}`,
    `  AcquireTime:\t${timeText(stringAt(lease, 'spec', 'acquireTime'))}`,
    `  RenewTime:\t${timeText(stringAt(lease, 'spec', 'renewTime'))}`,
    'Conditions:',
    '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...conditions,
    'Addresses:',
    ...recordsAt(node, 'status', 'addresses').map(
      (item) => `  ${stringAt(item, 'type')}:\t${stringAt(item, 'address')}`,
    ),
    'Capacity:',
    ...quantities('capacity'),
    'Allocatable:',
    ...quantities('allocatable'),
    'System Info:',
    info('Machine ID', 'machineID'),
    info('System UUID', 'systemUUID'),
    info('Boot ID', 'bootID'),
    info('Kernel Version', 'kernelVersion'),
    info('OS Image', 'osImage'),
    info('Operating System', 'operatingSystem'),
    info('Architecture', 'architecture'),
    info('Container Runtime Version', 'containerRuntimeVersion'),
    info('Kubelet Version', 'kubeletVersion'),
    info('Kube-Proxy Version', 'kubeProxyVersion'),
    ...(stringAt(node, 'spec', 'podCIDR')
      ? [`PodCIDR:\t${stringAt(node, 'spec', 'podCIDR')}`, `PodCIDRs:\t${listAt(node, 'spec', 'podCIDRs').join(',')}`]
      : []),
    ...nodeResourceLines(node, pods, nowMs),
  ];
}

export function describeNamespace(namespace: JsonObject): Lines {
  return [
    `Name:\t${stringAt(namespace, 'metadata', 'name')}`,
    ...labels(namespace),
    ...annotations(namespace),
    `Status:\t${stringAt(namespace, 'status', 'phase')}`,
    '',
    'No resource quota.',
    '',
    'No LimitRange resource.',
  ];
}

export function describeConfigMap(object: JsonObject): Lines {
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    '',
    'Data',
    '====',
    ...stringMapAt(object, 'data').flatMap(([key, value]) => [`${key}:`, '----', value, '']),
    '',
    'BinaryData',
    '====',
    '',
  ];
}

export function describeSecret(object: JsonObject): Lines {
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    '',
    `Type:\t${stringAt(object, 'type')}`,
    '',
    'Data',
    '====',
    ...stringMapAt(object, 'data').map(([key, value]) => `${key}:\t${Buffer.from(value, 'base64').length} bytes`),
  ];
}

export function describeServiceAccount(object: JsonObject, tokens: readonly string[]): Lines {
  const names = (field: string) => recordsAt(object, field).map((item) => stringAt(item, 'name'));
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [`${title}:\t<none>`] : items.map((item, at) => `${at === 0 ? `${title}:` : ''}\t${item}`);
  return [
    `Name:\t${stringAt(object, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    ...list('Image pull secrets', names('imagePullSecrets')),
    ...list('Mountable secrets', names('secrets')),
    ...list('Tokens', tokens),
  ];
}

/** Any other kind: its fields in words, in kubectl's order (metadata first asked, then the rest by name). */
export function describeAny(object: JsonObject): Lines {
  const { metadata, kind, apiVersion, ...rest } = object;
  const head = [
    `Name:\t${stringAt({ metadata }, 'metadata', 'name')}`,
    `Namespace:\t${stringAt({ metadata }, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
  ];
  const details = { 'API Version': apiVersion, Kind: kind, Metadata: withoutNoise(metadata), ...rest };
  return [...head, ...fieldLines(details, 0)];
}

function withoutNoise(metadata: unknown): JsonObject {
  if (!isRecord(metadata)) return {};
  const { managedFields: _m, name: _n, namespace: _s, labels: _l, annotations: _a, ...rest } = metadata;
  return rest;
}

function fieldLines(object: JsonObject, level: number): Lines {
  const pad = '  '.repeat(level);
  return Object.keys(object)
    .sort()
    .flatMap((key) => {
      const value = object[key];
      const title = words(key);
      if (isRecord(value)) return [`${pad}${title}:`, ...fieldLines(value, level + 1)];
      if (Array.isArray(value)) {
        const items = value.flatMap((item) =>
          isRecord(item) ? fieldLines(item, level + 1) : [`${pad}  ${String(item)}`],
        );
        return [`${pad}${title}:`, ...items];
      }
      return [`${pad}${title}:\t${String(value)}`];
    });
}

/** `creationTimestamp` → `Creation Timestamp` (describe.go smartLabelFor). */
function words(field: string): string {
  const parts = field.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  const acronyms = new Set(['API', 'CIDR', 'ID', 'IP', 'TLS', 'UID', 'URL', 'HTTP']);
  return parts
    .map((part) =>
      acronyms.has(part.toUpperCase()) ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1),
    )
    .join(' ');
}
