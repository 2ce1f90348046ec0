import type { StartCertificates, StartObject } from './start-object.ts';

const NAMESPACE = 'openshift-ingress';
const CONTROLLER_LABEL = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller';
const ELB = 'service.beta.kubernetes.io/aws-load-balancer';
const SELECTOR = { [CONTROLLER_LABEL]: 'default' };

/** What cluster-ingress-operator makes for the IngressController `default` on AWS. */
export function routerObjects({ router, serviceAuthority }: StartCertificates): readonly StartObject[] {
  return [
    { path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, object: serviceAccount },
    {
      path: `/api/v1/namespaces/${NAMESPACE}/secrets`,
      object: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'router-certs-default', namespace: NAMESPACE },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': base64(router.certificate), 'tls.key': base64(router.key) },
      },
    },
    {
      path: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'service-ca-bundle', namespace: NAMESPACE },
        data: { 'service-ca.crt': serviceAuthority },
      },
    },
    { path: `/api/v1/namespaces/${NAMESPACE}/services`, object: cloudService },
    { path: `/api/v1/namespaces/${NAMESPACE}/services`, object: internalService },
    { path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, object: deployment },
  ];
}

const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'router', namespace: NAMESPACE },
};

/** The port numbers are those of the walkthrough that this cluster follows. */
const cloudService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'router-default',
    namespace: NAMESPACE,
    labels: {
      app: 'router',
      'ingresscontroller.operator.openshift.io/owning-ingresscontroller': 'default',
      router: 'router-default',
    },
    annotations: {
      [`${ELB}-healthcheck-healthy-threshold`]: '2',
      [`${ELB}-healthcheck-interval`]: '5',
      [`${ELB}-healthcheck-timeout`]: '4',
      [`${ELB}-healthcheck-unhealthy-threshold`]: '2',
      [`${ELB}-proxy-protocol`]: '*',
      'traffic-policy.network.alpha.openshift.io/local-with-fallback': '',
    },
  },
  spec: {
    type: 'LoadBalancer',
    selector: SELECTOR,
    externalTrafficPolicy: 'Local',
    internalTrafficPolicy: 'Cluster',
    healthCheckNodePort: 30_110,
    sessionAffinity: 'None',
    ports: [
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 31_080 },
      { name: 'https', protocol: 'TCP', port: 443, targetPort: 'https', nodePort: 31_443 },
    ],
  },
};

const internalService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'router-internal-default',
    namespace: NAMESPACE,
    labels: { 'ingresscontroller.operator.openshift.io/owning-ingresscontroller': 'default' },
  },
  spec: {
    type: 'ClusterIP',
    selector: SELECTOR,
    ports: [
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' },
      { name: 'https', protocol: 'TCP', port: 443, targetPort: 'https' },
      { name: 'metrics', protocol: 'TCP', port: 1936, targetPort: 'metrics' },
    ],
  },
};

const probe = (path: string, periodSeconds: number) => ({
  httpGet: { path, port: 1936, scheme: 'HTTP' },
  failureThreshold: 3,
  periodSeconds,
});

const environment = Object.entries({
  DEFAULT_CERTIFICATE_DIR: '/etc/pki/tls/private',
  DEFAULT_DESTINATION_CA_PATH: '/var/run/configmaps/service-ca/service-ca.crt',
  ROUTER_CANONICAL_HOSTNAME: 'router-default.apps.cluster1.devcluster.openshift.com',
  ROUTER_DOMAIN: 'apps.cluster1.devcluster.openshift.com',
  ROUTER_LOAD_BALANCE_ALGORITHM: 'random',
  ROUTER_SERVICE_NAME: 'default',
  ROUTER_SERVICE_NAMESPACE: NAMESPACE,
  ROUTER_SET_FORWARDED_HEADERS: 'append',
  ROUTER_TCP_BALANCE_SCHEME: 'source',
  ROUTER_USE_PROXY_PROTOCOL: 'true',
}).map(([name, value]) => ({ name, value }));

const router = {
  name: 'router',
  image: 'quay.io/openshift/origin-haproxy-router:4.20.0',
  imagePullPolicy: 'IfNotPresent',
  env: environment,
  ports: [
    { name: 'http', containerPort: 80, protocol: 'TCP' },
    { name: 'https', containerPort: 443, protocol: 'TCP' },
    { name: 'metrics', containerPort: 1936, protocol: 'TCP' },
  ],
  livenessProbe: probe('/healthz', 10),
  readinessProbe: probe('/healthz/ready', 10),
  startupProbe: { ...probe('/healthz/ready', 1), failureThreshold: 120 },
  resources: { requests: { cpu: '100m', memory: '256Mi' } },
  volumeMounts: [
    { name: 'default-certificate', mountPath: '/etc/pki/tls/private', readOnly: true },
    { name: 'service-ca-bundle', mountPath: '/var/run/configmaps/service-ca', readOnly: true },
  ],
};

/** A node runs one at most. The first is where the walkthrough's router is. */
const affinity = {
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        preference: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node3'] }] },
      },
    ],
  },
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: SELECTOR }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
};

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'router-default',
    namespace: NAMESPACE,
    labels: { 'ingresscontroller.operator.openshift.io/owning-ingresscontroller': 'default' },
  },
  spec: {
    replicas: 1,
    minReadySeconds: 30,
    selector: { matchLabels: SELECTOR },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '50%', maxSurge: 0 } },
    template: {
      metadata: { labels: SELECTOR },
      spec: {
        serviceAccountName: 'router',
        priorityClassName: 'system-cluster-critical',
        nodeSelector: { 'kubernetes.io/os': 'linux', 'node-role.kubernetes.io/worker': '' },
        terminationGracePeriodSeconds: 3600,
        affinity,
        containers: [router],
        volumes: [
          { name: 'default-certificate', secret: { secretName: 'router-certs-default' } },
          {
            name: 'service-ca-bundle',
            configMap: {
              name: 'service-ca-bundle',
              items: [{ key: 'service-ca.crt', path: 'service-ca.crt' }],
            },
          },
        ],
      },
    },
  },
};

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
