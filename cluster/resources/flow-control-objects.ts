import type {
  FlowSchemaSpec,
  PolicyRulesWithSubjects,
  PriorityLevelConfigurationSpec,
  Subject,
} from 'kubernetes-types/flowcontrol/v1.d.ts';

/** What every API server writes at its start. Source: apiserver/pkg/apis/flowcontrol/bootstrap/default.go. */

const NAME_OF_ALL = '*';

const groups = (...names: string[]): Subject[] => names.map((name) => ({ kind: 'Group', group: { name } }));
const users = (...names: string[]): Subject[] => names.map((name) => ({ kind: 'User', user: { name } }));
const systemAccounts: Subject[] = [
  { kind: 'ServiceAccount', serviceAccount: { name: NAME_OF_ALL, namespace: 'kube-system' } },
];

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};
const leases = (...verbs: string[]) => ({
  verbs,
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  namespaces: ['*'],
});

const EVERYBODY = groups('system:unauthenticated', 'system:authenticated');

type Distinguisher = 'ByUser' | 'ByNamespace' | '';

function flowSchema(
  level: string,
  matchingPrecedence: number,
  distinguisher: Distinguisher,
  rule: PolicyRulesWithSubjects,
): FlowSchemaSpec {
  return {
    priorityLevelConfiguration: { name: level },
    matchingPrecedence,
    ...(distinguisher && { distinguisherMethod: { type: distinguisher } }),
    rules: [rule],
  };
}

function limited(nominalConcurrencyShares: number, lendablePercent: number, queues: number, handSize: number) {
  const queuing = { queues, handSize, queueLengthLimit: 50 };
  return {
    type: 'Limited',
    limited: { nominalConcurrencyShares, limitResponse: { type: 'Queue', queuing }, lendablePercent },
  };
}

export const mandatoryFlowSchemas: Readonly<Record<string, FlowSchemaSpec>> = {
  exempt: flowSchema('exempt', 1, '', { subjects: groups('system:masters'), ...everything }),
  'catch-all': flowSchema('catch-all', 10_000, 'ByUser', { subjects: EVERYBODY, ...everything }),
};

export const mandatoryPriorityLevels: Readonly<Record<string, PriorityLevelConfigurationSpec>> = {
  exempt: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  'catch-all': {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 },
  },
};

/** By name; the mandatory ones included. */
export const priorityLevels: Readonly<Record<string, PriorityLevelConfigurationSpec>> = {
  ...mandatoryPriorityLevels,
  system: limited(30, 33, 64, 6),
  'node-high': limited(40, 25, 64, 6),
  'leader-election': limited(10, 0, 16, 4),
  'workload-high': limited(40, 50, 128, 6),
  'workload-low': limited(100, 90, 128, 6),
  'global-default': limited(20, 50, 128, 6),
};

export const flowSchemas: Readonly<Record<string, FlowSchemaSpec>> = {
  ...mandatoryFlowSchemas,
  'system-nodes': flowSchema('system', 500, 'ByUser', { subjects: groups('system:nodes'), ...everything }),
  'system-node-high': flowSchema('node-high', 400, 'ByUser', {
    subjects: groups('system:nodes'),
    resourceRules: [
      { verbs: ['*'], apiGroups: [''], resources: ['nodes', 'nodes/status'], clusterScope: true, namespaces: ['*'] },
      leases('*'),
    ],
  }),
  probes: flowSchema('exempt', 2, '', {
    subjects: EVERYBODY,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  'system-leader-election': flowSchema('leader-election', 100, 'ByUser', {
    subjects: [...users('system:kube-controller-manager', 'system:kube-scheduler'), ...systemAccounts],
    resourceRules: [leases('get', 'create', 'update')],
  }),
  'kube-controller-manager': flowSchema('workload-high', 800, 'ByNamespace', {
    subjects: users('system:kube-controller-manager'),
    ...everything,
  }),
  'kube-scheduler': flowSchema('workload-high', 800, 'ByNamespace', {
    subjects: users('system:kube-scheduler'),
    ...everything,
  }),
  'kube-system-service-accounts': flowSchema('workload-high', 900, 'ByNamespace', {
    subjects: systemAccounts,
    ...everything,
  }),
  'service-accounts': flowSchema('workload-low', 9000, 'ByUser', {
    subjects: groups('system:serviceaccounts'),
    ...everything,
  }),
  'global-default': flowSchema('global-default', 9900, 'ByUser', { subjects: EVERYBODY, ...everything }),
};
