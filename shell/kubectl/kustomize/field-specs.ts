/** Where kustomize's built-in transformers change objects (konfig/builtinpluginconsts). Without a kind: every kind. */
export interface FieldSpec {
  readonly path: string;
  readonly create: boolean;
  readonly kind?: string;
}

const TEMPLATED = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];

function inTemplates(field: string): FieldSpec[] {
  return [
    { path: `metadata/${field}`, create: true },
    ...TEMPLATED.map((kind) => ({ path: `spec/template/metadata/${field}`, create: true, kind })),
    { path: `spec/jobTemplate/metadata/${field}`, create: true, kind: 'CronJob' },
    { path: `spec/jobTemplate/spec/template/metadata/${field}`, create: true, kind: 'CronJob' },
  ];
}

export const ANNOTATIONS: readonly FieldSpec[] = inTemplates('annotations');
export const METADATA_LABELS: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  ...inTemplates('labels'),
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, kind: 'StatefulSet' },
];

const spreading = (kind: string): FieldSpec[] =>
  [
    'affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    'affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    'affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
    'affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    'topologySpreadConstraints/labelSelector/matchLabels',
  ].map((path) => ({ path: `spec/template/spec/${path}`, create: false, kind }));

export const COMMON_LABELS: readonly FieldSpec[] = [
  ...TEMPLATE_LABELS,
  { path: 'spec/selector', create: true, kind: 'Service' },
  { path: 'spec/selector', create: true, kind: 'ReplicationController' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => ({
    path: 'spec/selector/matchLabels',
    create: true,
    kind,
  })),
  ...['Job', 'PodDisruptionBudget'].map((kind) => ({ path: 'spec/selector/matchLabels', create: false, kind })),
  { path: 'spec/jobTemplate/spec/selector/matchLabels', create: false, kind: 'CronJob' },
  ...spreading('Deployment'),
  ...spreading('StatefulSet'),
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map((path) => ({
    path: `${path}/matchLabels`,
    create: false,
    kind: 'NetworkPolicy',
  })),
];

export const REPLICA_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
]);
