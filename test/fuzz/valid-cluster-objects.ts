import type { JsonMap } from './mutate-object.ts';

const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
const SUBJECTS = [{ kind: 'ServiceAccount', namespace: 'fuzz', name: 'default' }];
const WEBHOOK = {
  name: 'hook.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  failurePolicy: 'Ignore',
  timeoutSeconds: 1,
  clientConfig: { service: { namespace: 'fuzz', name: 'base', path: '/' } },
  rules: [{ apiGroups: ['nobody.example.com'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }],
  matchConditions: [{ name: 'a', expression: 'request.operation == "CREATE"' }],
};
const DEVICES = { requests: [{ name: 'r', exactly: { deviceClassName: 'base', count: 1 } }] };

/** A request for CN=fuzz, O=fuzz with a key that nobody has. */
const CERTIFICATE_REQUEST = [
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWk1JR0FBZ0VBTUI0eERUQUxCZ05WQkFvTUJHWjFlbm94RFRB',
  'TEJnTlZCQU1NQkdaMWVub3dXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVNaekxxb2lzMTF0T09vWHV3elg5TEMv',
  'bnlyNnFpcmV0d2YvVFNlCktWV0c5WkRLOEFMV2VZR1QzOUZ6cEYxRDdva1JjYkZZSzZxMmQ4MjBIYS8vYzd3Nm9BQXdDZ1lJS29a',
  'SXpqMEUKQXdJRFNBQXdSUUloQU1XSEZRREdjbHNDNkYxWC9Zc3NGdFJncFp5cXJjcmxLTTJqa0xmQTFsRFVBaUJTa3dRTwpIRUpX',
  'REtYRHhneVZaVEpBM1hmNmJoV0FUSnUzYWhHeERleXBPUT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=',
].join('');

/** One valid body of each kind that CORE_OBJECTS does not have. */
export const CLUSTER_OBJECTS: Readonly<Record<string, JsonMap>> = {
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': {
    webhooks: [{ ...WEBHOOK, reinvocationPolicy: 'IfNeeded' }],
  },
  'admissionregistration.k8s.io/validatingwebhookconfigurations': { webhooks: [WEBHOOK] },
  'admissionregistration.k8s.io/validatingadmissionpolicies': {
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
        ],
      },
      variables: [{ name: 'keys', expression: 'object.?data.orValue({}).map(k, k)' }],
      validations: [{ expression: 'variables.keys.all(k, size(k) < 200)', messageExpression: '"keys: " + string(1)' }],
      auditAnnotations: [{ key: 'a', valueExpression: '"b"' }],
      matchConditions: [{ name: 'm', expression: 'has(object.metadata)' }],
    },
  },
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': {
    spec: { policyName: 'base', validationActions: ['Deny'] },
  },
  'apiextensions.k8s.io/customresourcedefinitions': {
    spec: {
      group: 'example.com',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList', shortNames: ['th'] },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {}, scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' } },
          additionalPrinterColumns: [{ name: 'N', type: 'integer', jsonPath: '.spec.n' }],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['n'],
                  properties: {
                    n: { type: 'integer', minimum: 0, maximum: 10, default: 3 },
                    text: { type: 'string', pattern: '^a', maxLength: 10, enum: ['a', 'ab'] },
                    list: {
                      type: 'array',
                      maxItems: 5,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['k'],
                      items: { type: 'object', required: ['k'], properties: { k: { type: 'string', maxLength: 5 } } },
                    },
                    any: { 'x-kubernetes-preserve-unknown-fields': true },
                  },
                  'x-kubernetes-validations': [{ rule: 'self.n < 9', message: 'too many' }],
                },
                status: { type: 'object', properties: { n: { type: 'integer' } } },
              },
            },
          },
        },
      ],
    },
  },
  'apiregistration.k8s.io/apiservices': {
    spec: {
      group: 'aggregated.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      service: { namespace: 'fuzz', name: 'base' },
      insecureSkipTLSVerify: true,
    },
  },
  'certificates.k8s.io/certificatesigningrequests': {
    spec: {
      request: CERTIFICATE_REQUEST,
      signerName: 'example.com/signer',
      usages: ['client auth'],
      expirationSeconds: 3600,
    },
  },
  'flowcontrol.apiserver.k8s.io/flowschemas': {
    spec: {
      priorityLevelConfiguration: { name: 'exempt' },
      matchingPrecedence: 500,
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: 'a' } }],
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
        },
      ],
    },
  },
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': {
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' } } },
  },
  'networking.k8s.io/ingressclasses': { spec: { controller: 'example.com/ingress' } },
  'networking.k8s.io/ingresses': {
    spec: {
      ingressClassName: 'base',
      tls: [{ hosts: ['a.example.com'], secretName: 'base' }],
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  'networking.k8s.io/ipaddresses': { spec: { parentRef: { resource: 'services', namespace: 'fuzz', name: 'base' } } },
  'networking.k8s.io/networkpolicies': {
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80 }] }],
      egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 1000, endPort: 2000 }] }],
    },
  },
  'networking.k8s.io/servicecidrs': { spec: { cidrs: ['10.200.0.0/16'] } },
  'node.k8s.io/runtimeclasses': { handler: 'runc', overhead: { podFixed: { cpu: '1m' } } },
  'rbac.authorization.k8s.io/clusterrolebindings': { roleRef: ROLE_REF, subjects: SUBJECTS },
  'rbac.authorization.k8s.io/clusterroles': { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  'rbac.authorization.k8s.io/rolebindings': { roleRef: ROLE_REF, subjects: SUBJECTS },
  'rbac.authorization.k8s.io/roles': { rules: [{ apiGroups: [''], resources: ['pods/log'], verbs: ['*'] }] },
  'resource.k8s.io/deviceclasses': {
    spec: { selectors: [{ cel: { expression: 'device.driver == "a.example.com"' } }] },
  },
  'resource.k8s.io/resourceclaims': { spec: { devices: DEVICES } },
  'resource.k8s.io/resourceclaimtemplates': { spec: { spec: { devices: DEVICES } } },
  'resource.k8s.io/resourceslices': {
    spec: {
      driver: 'a.example.com',
      nodeName: 'node1',
      pool: { name: 'pool', generation: 1, resourceSliceCount: 1 },
      devices: [{ name: 'd', attributes: { a: { string: 'b' } }, capacity: { memory: { value: '1Gi' } } }],
    },
  },
  'scheduling.k8s.io/priorityclasses': { value: 1000, description: 'd' },
  'storage.k8s.io/csidrivers': { spec: { attachRequired: true, podInfoOnMount: false } },
  'storage.k8s.io/csinodes': { spec: { drivers: [{ name: 'a.example.com', nodeID: 'n', topologyKeys: ['k'] }] } },
  'storage.k8s.io/csistoragecapacities': { storageClassName: 'base', capacity: '1Gi', nodeTopology: {} },
  'storage.k8s.io/storageclasses': { provisioner: 'a.example.com', parameters: { a: 'b' } },
  'storage.k8s.io/volumeattachments': {
    spec: { attacher: 'a.example.com', nodeName: 'node1', source: { persistentVolumeName: 'base' } },
  },
  'storage.k8s.io/volumeattributesclasses': { driverName: 'a.example.com', parameters: { a: 'b' } },
};
