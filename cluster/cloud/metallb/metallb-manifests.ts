import type { NewObject } from '../../client/client.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';

const LABEL_SELECTORS = {
  type: 'array',
  items: {
    type: 'object',
    'x-kubernetes-map-type': 'atomic',
    properties: {
      matchLabels: { type: 'object', additionalProperties: { type: 'string' } },
      matchExpressions: {
        type: 'array',
        'x-kubernetes-list-type': 'atomic',
        items: {
          type: 'object',
          required: ['key', 'operator'],
          properties: {
            key: { type: 'string' },
            operator: { type: 'string' },
            values: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'string' } },
          },
        },
      },
    },
  },
};
const TEXTS = { type: 'array', items: { type: 'string' } };

/** The two kinds of metallb.io/v1beta1 that layer 2 needs, as CustomResourceDefinitions. */
const DEFINITIONS = [
  definition('IPAddressPool', 'ipaddresspool', {
    columns: [
      { jsonPath: '.spec.autoAssign', name: 'Auto Assign', type: 'boolean' },
      { jsonPath: '.spec.avoidBuggyIPs', name: 'Avoid Buggy IPs', type: 'boolean' },
      { jsonPath: '.spec.addresses', name: 'Addresses', type: 'string' },
    ],
    required: ['spec'],
    spec: {
      type: 'object',
      required: ['addresses'],
      properties: {
        addresses: TEXTS,
        autoAssign: { type: 'boolean', default: true },
        avoidBuggyIPs: { type: 'boolean', default: false },
        serviceAllocation: {
          type: 'object',
          properties: {
            priority: { type: 'integer' },
            namespaces: TEXTS,
            namespaceSelectors: LABEL_SELECTORS,
            serviceSelectors: LABEL_SELECTORS,
          },
        },
      },
    },
  }),
  definition('L2Advertisement', 'l2advertisement', {
    columns: [
      { jsonPath: '.spec.ipAddressPools', name: 'IPAddressPools', type: 'string' },
      { jsonPath: '.spec.ipAddressPoolSelectors', name: 'IPAddressPool Selectors', type: 'string' },
      { jsonPath: '.spec.interfaces', name: 'Interfaces', type: 'string' },
      { jsonPath: '.spec.nodeSelectors', name: 'Node Selectors', type: 'string', priority: 10 },
    ],
    required: [],
    spec: {
      type: 'object',
      properties: {
        ipAddressPools: TEXTS,
        ipAddressPoolSelectors: LABEL_SELECTORS,
        nodeSelectors: LABEL_SELECTORS,
        interfaces: TEXTS,
      },
    },
  }),
];

interface DefinitionParts {
  readonly columns: readonly object[];
  readonly required: readonly string[];
  readonly spec: object;
}

function definition(kind: string, singular: string, { columns, required, spec }: DefinitionParts) {
  const version = {
    name: 'v1beta1',
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: columns,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        ...(required.length > 0 && { required }),
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec,
          status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.metallb.io` },
    spec: {
      group: 'metallb.io',
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      versions: [version],
    },
  };
}

const NAMESPACE = 'metallb-system';
const PORT = { name: 'monitoring', containerPort: 7472 };
const PROBE = { httpGet: { path: '/metrics', port: 'monitoring' }, initialDelaySeconds: 10, periodSeconds: 10 };

function workload(kind: 'Deployment' | 'DaemonSet', component: string, podSpec: object) {
  const labels = { app: 'metallb', component };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: component, namespace: NAMESPACE, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { nodeSelector: { 'kubernetes.io/os': 'linux' }, serviceAccountName: component, ...podSpec },
      },
    },
  };
}

const CONTROLLER = workload('Deployment', 'controller', {
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: 'controller',
      image: 'quay.io/metallb/controller:v0.15.2',
      args: ['--port=7472', '--log-level=info', '--tls-min-version=VersionTLS12'],
      ports: [PORT],
      readinessProbe: { ...PROBE, initialDelaySeconds: 0 },
      livenessProbe: PROBE,
    },
  ],
});

const SPEAKER = workload('DaemonSet', 'speaker', {
  hostNetwork: true,
  terminationGracePeriodSeconds: 2,
  tolerations: [
    { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule', operator: 'Exists' },
  ],
  containers: [
    {
      name: 'speaker',
      image: 'quay.io/metallb/speaker:v0.15.2',
      args: ['--port=7472', '--log-level=info'],
      env: [{ name: 'METALLB_NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
      ports: [PORT],
      readinessProbe: { ...PROBE, initialDelaySeconds: 0 },
      livenessProbe: PROBE,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['NET_RAW'], drop: ['ALL'] } },
    },
  ],
});

const account = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: NAMESPACE, labels: { app: 'metallb' } },
});

const RULES = [
  { apiGroups: ['', 'apps', 'discovery.k8s.io', 'metallb.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['services', 'services/status'], verbs: ['update', 'patch'] },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];
const ROLE = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'metallb-system:metallb' };
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

type PlacedObject = { readonly path: string; readonly object: NewObject<KubernetesObject> };

/** MetalLB 0.15.2 as its native manifest installs it, layer 2 alone. */
export const METALLB_OBJECTS: readonly PlacedObject[] = [
  {
    path: '/api/v1/namespaces',
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
  },
  ...DEFINITIONS.map((object) => ({ path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', object })),
  ...['controller', 'speaker'].map((name) => ({
    path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`,
    object: account(name),
  })),
  {
    path: `${RBAC}/clusterroles`,
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: ROLE.name },
      rules: RULES,
    },
  },
  {
    path: `${RBAC}/clusterrolebindings`,
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: ROLE.name },
      roleRef: ROLE,
      subjects: ['controller', 'speaker'].map((name) => ({ kind: 'ServiceAccount', name, namespace: NAMESPACE })),
    },
  },
  { path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, object: CONTROLLER },
  { path: `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets`, object: SPEAKER },
];
