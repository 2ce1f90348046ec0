import type { StartObject } from './start-object.ts';

const NAMES = [
  'openshift',
  'openshift-config',
  'openshift-config-managed',
  'openshift-console',
  'openshift-ingress',
  'openshift-ingress-operator',
];

/** Those of OpenShift's own namespaces that a request to a Route meets. */
export const NAMESPACES: readonly StartObject[] = NAMES.map((name) => ({
  path: '/api/v1/namespaces',
  object: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      ...(name === 'openshift-ingress' && { labels: { 'network.openshift.io/policy-group': 'ingress' } }),
    },
  },
}));
