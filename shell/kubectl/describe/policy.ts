import {
  type JsonObject,
  listAt,
  nameOf,
  numberAt,
  recordAt,
  recordsAt,
  stringAt,
  stringMapAt,
  valueAt,
} from '../json.ts';
import { labelSelectorText } from '../resources/pods.ts';
import { annotations, type Lines, labels, labelsLine } from './parts.ts';

const selector = (value: unknown) => labelSelectorText(value) || '<none>';

export function describeNetworkPolicy(policy: JsonObject): Lines {
  const types = listAt(policy, 'spec', 'policyTypes').map(String);
  const pods = labelSelectorText(recordAt(policy, 'spec', 'podSelector'));
  const ingress = () => ['  Allowing ingress traffic:', ...ruleLines(policy, 'ingress', 'from', 'From')];
  const egress = () => ['  Allowing egress traffic:', ...ruleLines(policy, 'egress', 'to', 'To')];
  const created = new Date(stringAt(policy, 'metadata', 'creationTimestamp')).toISOString();
  return [
    `Name:\t${nameOf(policy)}`,
    `Namespace:\t${stringAt(policy, 'metadata', 'namespace')}`,
    // Go's Time.String of a moment without fractions, in the zone of the machine.
    `Created on:\t${created.slice(0, 10)} ${created.slice(11, 19)} +0000 UTC`,
    ...labels(policy),
    ...annotations(policy),
    'Spec:',
    `  PodSelector:     ${pods || '<none> (Allowing the specific traffic to all pods in this namespace)'}`,
    ...(types.includes('Ingress') ? ingress() : ['  Not affecting ingress traffic']),
    ...(types.includes('Egress') ? egress() : ['  Not affecting egress traffic']),
    `  Policy Types: ${types.join(', ') || '<none>'}`,
  ];
}

function ruleLines(policy: JsonObject, direction: 'ingress' | 'egress', field: string, word: string): Lines {
  const rules = recordsAt(policy, 'spec', direction);
  if (rules.length === 0) return [`    <none> (Selected pods are isolated for ${direction} connectivity)`];
  const anyone = direction === 'ingress' ? 'source' : 'destination';
  return rules.flatMap((rule, at) => {
    const peers = recordsAt(rule, field);
    return [
      ...portLines(recordsAt(rule, 'ports')),
      ...(peers.length === 0 ? [`    ${word}: <any> (traffic not restricted by ${anyone})`] : []),
      ...peers.flatMap((peer) => [`    ${word}:`, ...peerLines(peer)]),
      ...(at < rules.length - 1 ? ['    ----------'] : []),
    ];
  });
}

function portLines(ports: readonly JsonObject[]): Lines {
  if (ports.length === 0) return ['    To Port: <any> (traffic allowed to all ports)'];
  return ports.map((port) => {
    const protocol = stringAt(port, 'protocol') || 'TCP';
    const number = valueAt(port, 'port') === undefined ? '<nil>' : stringAt(port, 'port');
    const last = numberAt(port, 'endPort');
    return last === undefined
      ? `    To Port: ${number}/${protocol}`
      : `    To Port Range: ${number}-${last}/${protocol}`;
  });
}

function peerLines(peer: JsonObject): Lines {
  const [pods, namespaces] = [recordAt(peer, 'podSelector'), recordAt(peer, 'namespaceSelector')];
  const block = recordAt(peer, 'ipBlock');
  if (pods || namespaces) {
    return [
      ...(namespaces ? [`      NamespaceSelector: ${selector(namespaces)}`] : []),
      ...(pods ? [`      PodSelector: ${selector(pods)}`] : []),
    ];
  }
  if (!block) return [];
  return [
    '      IPBlock:',
    `        CIDR: ${stringAt(block, 'cidr')}`,
    `        Except: ${listAt(block, 'except').join(', ')}`,
  ];
}

export function describeDisruptionBudget(budget: JsonObject): Lines {
  const spec = (field: string) => stringAt(budget, 'spec', field);
  const status = (field: string) => numberAt(budget, 'status', field) ?? 0;
  const has = (field: string) => valueAt(budget, 'spec', field) !== undefined;
  const limit = has('minAvailable')
    ? [`Min available:\t${spec('minAvailable')}`]
    : has('maxUnavailable')
      ? [`Max unavailable:\t${spec('maxUnavailable')}`]
      : [];
  return [
    `Name:\t${nameOf(budget)}`,
    `Namespace:\t${stringAt(budget, 'metadata', 'namespace')}`,
    ...limit,
    `Selector:\t${has('selector') ? selector(recordAt(budget, 'spec', 'selector')) : '<unset>'}`,
    'Status:',
    `    Allowed disruptions:\t${status('disruptionsAllowed')}`,
    `    Current:\t${status('currentHealthy')}`,
    `    Desired:\t${status('desiredHealthy')}`,
    `    Total:\t${status('expectedPods')}`,
  ];
}

export function describePriorityClass(object: JsonObject): Lines {
  return [
    `Name:\t${nameOf(object)}`,
    `Value:\t${numberAt(object, 'value') ?? 0}`,
    `GlobalDefault:\t${object['globalDefault'] === true}`,
    `PreemptionPolicy:\t${stringAt(object, 'preemptionPolicy')}`,
    `Description:\t${stringAt(object, 'description')}`,
    `Annotations:\t${labelsLine(object, 'metadata', 'annotations')}`,
  ];
}

const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function scopeLines(quota: JsonObject, indent: string, bullet: string): Lines {
  const scopes = listAt(quota, 'spec', 'scopes').map(String).sort();
  if (scopes.length === 0) return [];
  const notes = scopes.filter((scope) => SCOPES[scope]).map((scope) => `${indent}${bullet}${SCOPES[scope]}`);
  return [`${indent}Scopes:\t${scopes.join(', ')}`, ...notes];
}

function quotaRows(quota: JsonObject, indent: string): Lines {
  const used = new Map(stringMapAt(quota, 'status', 'used'));
  return stringMapAt(quota, 'status', 'hard').map(
    ([resource, hard]) => `${indent}${resource}\t${used.get(resource) ?? '0'}\t${hard}`,
  );
}

export function describeQuota(quota: JsonObject): Lines {
  return [
    `Name:\t${nameOf(quota)}`,
    `Namespace:\t${stringAt(quota, 'metadata', 'namespace')}`,
    ...scopeLines(quota, '', ' * '),
    'Resource\tUsed\tHard',
    '--------\t----\t----',
    ...quotaRows(quota, ''),
  ];
}

/** The quotas of a namespace. */
export function quotaLines(quotas: readonly JsonObject[]): Lines {
  if (quotas.length === 0) return ['No resource quota.'];
  const sorted = [...quotas].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const one = (quota: JsonObject) => [
    `  Name:\t${nameOf(quota)}`,
    ...scopeLines(quota, '  ', '* '),
    '  Resource\tUsed\tHard',
    '  --------\t---\t---',
    ...quotaRows(quota, '  '),
  ];
  return ['Resource Quotas', ...sorted.flatMap(one)];
}

const LIMIT_FIELDS = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'];

function limitRows(range: JsonObject, indent: string): Lines {
  return recordsAt(range, 'spec', 'limits').flatMap((item) => {
    const maps = LIMIT_FIELDS.map((field) => new Map(stringMapAt(item, field)));
    const resources = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
    return resources.map((resource) => {
      const cells = maps.map((map) => map.get(resource) ?? '-');
      return `${indent}${[stringAt(item, 'type'), resource, ...cells].join('\t')}`;
    });
  });
}

const limitHead = (indent: string): Lines => [
  `${indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio`,
  `${indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------`,
];

export function describeLimitRange(range: JsonObject): Lines {
  return [
    `Name:\t${nameOf(range)}`,
    `Namespace:\t${stringAt(range, 'metadata', 'namespace')}`,
    ...limitHead(''),
    ...limitRows(range, ''),
  ];
}

/** The limit ranges of a namespace. */
export function limitLines(ranges: readonly JsonObject[]): Lines {
  if (ranges.length === 0) return ['No LimitRange resource.'];
  return ['Resource Limits', ...limitHead(' '), ...ranges.flatMap((range) => limitRows(range, ' '))];
}
