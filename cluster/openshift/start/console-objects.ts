import { INGRESS_DOMAIN } from '../route/route-defaults.ts';
import type { StartCertificates, StartObject } from './start-object.ts';

const NAMESPACE = 'openshift-console';
const LABELS = { app: 'console', component: 'ui' };
const HOST = `console-openshift-console.${INGRESS_DOMAIN}`;

/** The web console: its Route re-encrypts towards the certificate of its Service. */
export function consoleObjects({
  console,
  serviceAuthority,
  routerAuthority,
}: StartCertificates): readonly StartObject[] {
  return [
    {
      path: `/api/v1/namespaces/${NAMESPACE}/secrets`,
      object: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'console-serving-cert', namespace: NAMESPACE },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': base64(console.certificate), 'tls.key': base64(console.key) },
      },
    },
    {
      path: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'service-ca', namespace: NAMESPACE },
        data: { 'service-ca.crt': serviceAuthority },
      },
    },
    {
      path: '/api/v1/namespaces/openshift-config-managed/configmaps',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'console-public', namespace: 'openshift-config-managed' },
        data: { consoleURL: `https://${HOST}` },
      },
    },
    {
      path: '/api/v1/namespaces/openshift-config-managed/configmaps',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'default-ingress-cert', namespace: 'openshift-config-managed' },
        data: { 'ca-bundle.crt': routerAuthority },
      },
    },
    { path: `/api/v1/namespaces/${NAMESPACE}/services`, object: service },
    { path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, object: deployment },
    { path: `/apis/route.openshift.io/v1/namespaces/${NAMESPACE}/routes`, object: route },
  ];
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'console',
    namespace: NAMESPACE,
    labels: { app: 'console' },
    annotations: { 'service.beta.openshift.io/serving-cert-secret-name': 'console-serving-cert' },
  },
  spec: { selector: LABELS, ports: [{ name: 'https', port: 443, targetPort: 8443, protocol: 'TCP' }] },
};

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'console', namespace: NAMESPACE, labels: LABELS },
  spec: {
    replicas: 1,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        nodeSelector: { 'node-role.kubernetes.io/worker': '' },
        containers: [
          {
            name: 'console',
            image: 'quay.io/openshift/origin-console:4.20.0',
            ports: [{ name: 'https', containerPort: 8443, protocol: 'TCP' }],
            readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 10 },
            volumeMounts: [{ name: 'console-serving-cert', mountPath: '/var/serving-cert', readOnly: true }],
          },
        ],
        volumes: [{ name: 'console-serving-cert', secret: { secretName: 'console-serving-cert' } }],
      },
    },
  },
};

const route = {
  apiVersion: 'route.openshift.io/v1',
  kind: 'Route',
  metadata: { name: 'console', namespace: NAMESPACE, labels: { app: 'console' } },
  spec: {
    host: HOST,
    port: { targetPort: 'https' },
    tls: { termination: 'reencrypt', insecureEdgeTerminationPolicy: 'Redirect' },
    to: { kind: 'Service', name: 'console', weight: 100 },
    wildcardPolicy: 'None',
  },
};

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
