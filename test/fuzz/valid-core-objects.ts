import type { JsonMap } from './mutate-object.ts';

const POD_SPEC = {
  containers: [
    {
      name: 'web',
      image: 'nginx:1.27',
      command: ['nginx'],
      args: ['-g', 'daemon off;'],
      ports: [{ name: 'http', containerPort: 80 }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      ],
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
      securityContext: { runAsUser: 1000, capabilities: { add: ['NET_ADMIN'] } },
    },
  ],
  initContainers: [{ name: 'init', image: 'busybox:1.36', command: ['true'] }],
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: 'all', projected: { sources: [{ configMap: { name: 'base', items: [{ key: 'a', path: 'b' }] } }] } },
  ],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};
const LABELS = { app: 'fuzz' };
const TEMPLATE = { metadata: { labels: LABELS }, spec: POD_SPEC };
const JOB_TEMPLATE = { spec: { ...POD_SPEC, restartPolicy: 'Never' } };
const SELECTOR = { matchLabels: LABELS };

/** One valid body of each core, apps, batch, autoscaling and policy kind by `GROUP/PLURAL`; names and metadata are added. */
export const CORE_OBJECTS: Readonly<Record<string, JsonMap>> = {
  '/bindings': { target: { kind: 'Node', name: 'node1' } },
  '/configmaps': { data: { a: 'b', 'c.txt': 'd\n' }, binaryData: { e: 'AAEC' } },
  '/endpoints': { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ name: 'http', port: 80 }] }] },
  '/events': {
    involvedObject: { kind: 'Pod', namespace: 'fuzz', name: 'base' },
    reason: 'Started',
    message: 'm',
    type: 'Normal',
    source: { component: 'fuzz' },
    firstTimestamp: '2020-01-01T00:00:00Z',
    count: 1,
  },
  '/limitranges': { spec: { limits: [{ type: 'Container', max: { cpu: '100' }, defaultRequest: { cpu: '1m' } }] } },
  '/namespaces': {},
  '/nodes': { spec: { podCIDR: '10.244.9.0/24', taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } },
  '/persistentvolumeclaims': {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'x' },
  },
  '/persistentvolumes': {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      persistentVolumeReclaimPolicy: 'Retain',
    },
  },
  '/pods': { spec: POD_SPEC },
  '/podtemplates': { template: TEMPLATE },
  '/replicationcontrollers': { spec: { replicas: 1, selector: LABELS, template: TEMPLATE } },
  '/resourcequotas': { spec: { hard: { pods: '100000', 'requests.cpu': '100000' } } },
  '/secrets': { type: 'Opaque', data: { a: 'YWJj' }, stringData: { b: 'c' } },
  '/serviceaccounts': { secrets: [{ name: 'a' }], automountServiceAccountToken: false },
  '/services': { spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
  'apps/controllerrevisions': { data: { spec: { a: 1 } }, revision: 1 },
  'apps/daemonsets': {
    spec: { selector: SELECTOR, template: TEMPLATE, updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } },
  },
  'apps/deployments': {
    spec: {
      replicas: 2,
      selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['fuzz'] }] },
      template: TEMPLATE,
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    },
  },
  'apps/replicasets': { spec: { replicas: 1, selector: SELECTOR, template: TEMPLATE } },
  'apps/statefulsets': {
    spec: {
      serviceName: 'base',
      selector: SELECTOR,
      template: TEMPLATE,
      volumeClaimTemplates: [
        {
          metadata: { name: 'claim' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  },
  'autoscaling/horizontalpodautoscalers': {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'base' },
      minReplicas: 1,
      maxReplicas: 5,
    },
  },
  'batch/cronjobs': {
    spec: { schedule: '*/5 * * * *', timeZone: 'Etc/UTC', jobTemplate: { spec: { template: JOB_TEMPLATE } } },
  },
  'batch/jobs': {
    spec: {
      completions: 3,
      parallelism: 2,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 1,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1, 2] } }] },
      template: JOB_TEMPLATE,
    },
  },
  'policy/poddisruptionbudgets': { spec: { minAvailable: '50%', selector: SELECTOR } },
  'coordination.k8s.io/leases': {
    spec: { holderIdentity: 'a', leaseDurationSeconds: 40, renewTime: '2020-01-01T00:00:00.000001Z' },
  },
  'discovery.k8s.io/endpointslices': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true }, nodeName: 'node1' }],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  },
  'events.k8s.io/events': {
    eventTime: '2020-01-01T00:00:00.000001Z',
    reportingController: 'example.com/fuzz',
    reportingInstance: 'fuzz-1',
    action: 'Acting',
    reason: 'Reason',
    type: 'Normal',
    regarding: { kind: 'Pod', namespace: 'fuzz', name: 'base' },
  },
};
