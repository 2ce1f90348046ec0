import { type JsonObject, listAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
import { nodeResourceLines } from './node-resources.ts';
import { annotations, type Lines, labels, timeText } from './parts.ts';
import { limitLines, quotaLines } from './policy.ts';

export function describeNode(
  node: JsonObject,
  lease: JsonObject | string,
  pods: readonly JsonObject[] | null,
  nowMs: number,
): Lines {
  const roles = rolesOf(node);
  const taints = taintTexts(node);
  const quantities = (title: string, field: string) => {
    const lines = stringMapAt(node, 'status', field).map(([name, value]) => `  ${name}:\t${value}`);
    return lines.length > 0 ? [`${title}:`, ...lines] : [];
  };
  const optional = (title: string, value: string) => (value ? [`${title}:\t${value}`] : []);
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
    ...leaseLines(lease),
    ...(conditions.length === 0
      ? []
      : [
          'Conditions:',
          '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
          '  ----\t------\t-----------------\t------------------\t------\t-------',
          ...conditions,
        ]),
    'Addresses:',
    ...recordsAt(node, 'status', 'addresses').map(
      (item) => `  ${stringAt(item, 'type')}:\t${stringAt(item, 'address')}`,
    ),
    ...quantities('Capacity', 'capacity'),
    ...quantities('Allocatable', 'allocatable'),
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
    ...optional('PodCIDR', stringAt(node, 'spec', 'podCIDR')),
    ...optional('PodCIDRs', listAt(node, 'spec', 'podCIDRs').join(',')),
    ...optional('ProviderID', stringAt(node, 'spec', 'providerID')),
    ...(pods ? nodeResourceLines(node, pods, nowMs) : ['Pods:	not authorized']),
  ];
}

/** Of labels `node-role.kubernetes.io/ROLE` and `kubernetes.io/role=ROLE`. */
function rolesOf(node: JsonObject): string[] {
  const roles = stringMapAt(node, 'metadata', 'labels').flatMap(([key, value]) => {
    if (key.startsWith('node-role.kubernetes.io/')) return key.slice('node-role.kubernetes.io/'.length) || [];
    return key === 'kubernetes.io/role' && value ? value : [];
  });
  return [...new Set(roles)].sort();
}

/** By effect, then key. */
function taintTexts(node: JsonObject): string[] {
  const order = (taint: JsonObject) => `${stringAt(taint, 'effect')},${stringAt(taint, 'key')}`;
  return [...recordsAt(node, 'spec', 'taints')]
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((taint) => {
      const [key, value, effect] = ['key', 'value', 'effect'].map((field) => stringAt(taint, field));
      return `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
    });
}

/** The node's lease, or why there is none. */
function leaseLines(lease: JsonObject | string): Lines {
  if (typeof lease === 'string') return [`Lease:\tFailed to get lease: ${lease}`];
  const time = (field: string) => {
    const moment = stringAt(lease, 'spec', field);
    return moment ? timeText(moment) : '<unset>';
  };
  return [
    'Lease:',
    `  HolderIdentity:\t${stringAt(lease, 'spec', 'holderIdentity') || '<unset>'}`,
    `  AcquireTime:\t${time('acquireTime')}`,
    `  RenewTime:\t${time('renewTime')}`,
  ];
}

export function describeNamespace(
  namespace: JsonObject,
  quotas: readonly JsonObject[],
  limits: readonly JsonObject[],
): Lines {
  return [
    `Name:\t${stringAt(namespace, 'metadata', 'name')}`,
    ...labels(namespace),
    ...annotations(namespace),
    `Status:\t${stringAt(namespace, 'status', 'phase')}`,
    ...namespaceConditions(namespace),
    '',
    ...quotaLines(quotas),
    '',
    ...limitLines(limits),
  ];
}

function namespaceConditions(namespace: JsonObject): Lines {
  const rows = recordsAt(namespace, 'status', 'conditions').map((item) => {
    const at = (field: string) => stringAt(item, field);
    return `  ${at('type')}\t${at('status')}\t${timeText(at('lastTransitionTime'))}\t${at('reason')}\t${at('message')}`;
  });
  if (rows.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t------------------\t------\t-------',
    ...rows,
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
    ...stringMapAt(object, 'binaryData').map(([key, value]) => `${key}: ${Buffer.from(value, 'base64').length} bytes`),
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
    ...stringMapAt(object, 'data').map(([key, value]) => {
      const bytes = Buffer.from(value, 'base64');
      const isToken = key === 'token' && stringAt(object, 'type') === 'kubernetes.io/service-account-token';
      return isToken ? `${key}:\t${bytes.toString('utf8')}` : `${key}:\t${bytes.length} bytes`;
    }),
  ];
}

/** `missing`: secrets that are named and not there. */
export function describeServiceAccount(
  object: JsonObject,
  tokens: readonly string[],
  missing: ReadonlySet<string>,
): Lines {
  const names = (field: string) => recordsAt(object, field).map((item) => stringAt(item, 'name'));
  const list = (title: string, items: readonly string[]) => {
    const head = title.padEnd(19);
    if (items.length === 0) return [`${head}	<none>`];
    return items.map(
      (item, at) => `${at === 0 ? head : ' '.repeat(19)}	${item}${missing.has(item) ? ' (not found)' : ''}`,
    );
  };
  return [
    `Name:	${stringAt(object, 'metadata', 'name')}`,
    `Namespace:	${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    ...list('Image pull secrets:', names('imagePullSecrets')),
    ...list('Mountable secrets:', names('secrets')),
    ...list('Tokens:', tokens),
  ];
}
