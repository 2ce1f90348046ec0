import { INGRESS_DOMAIN } from '../route/route-defaults.ts';
import type { StartObject } from './start-object.ts';

const BASE_DOMAIN = 'cluster1.devcluster.openshift.com';
const VERSION = '4.20.0';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description?: string;
}

function definition(
  group: string,
  kind: string,
  plural: string,
  options: { namespaced?: boolean; columns?: Column[] },
): StartObject {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    object: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), ...shortNames(plural) },
        scope: options.namespaced ? 'Namespaced' : 'Cluster',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
            ...(options.columns && { additionalPrinterColumns: options.columns }),
          },
        ],
      },
    },
  };
}

function shortNames(plural: string): { shortNames?: string[] } {
  return plural === 'clusteroperators' ? { shortNames: ['co'] } : {};
}

const condition = (type: string, field = 'status') => `.status.conditions[?(@.type=="${type}")].${field}`;

const VERSION_COLUMNS: Column[] = [
  { name: 'Version', type: 'string', jsonPath: '.status.history[?(@.state=="Completed")].version' },
  { name: 'Available', type: 'string', jsonPath: condition('Available') },
  { name: 'Progressing', type: 'string', jsonPath: condition('Progressing') },
  { name: 'Since', type: 'date', jsonPath: condition('Progressing', 'lastTransitionTime') },
  { name: 'Status', type: 'string', jsonPath: condition('Progressing', 'message') },
];

const CONFIG = 'config.openshift.io';
const OPERATOR = 'operator.openshift.io';
const CONFIG_PATH = `/apis/${CONFIG}/v1`;

/** The kinds of config.openshift.io that tell where the cluster is reached; on a real one, too, they are custom resources. */
export const CONFIGURATION_KINDS: readonly StartObject[] = [
  definition(CONFIG, 'ClusterVersion', 'clusterversions', { columns: VERSION_COLUMNS }),
  definition(CONFIG, 'Infrastructure', 'infrastructures', {}),
  definition(CONFIG, 'Ingress', 'ingresses', {}),
  definition(CONFIG, 'DNS', 'dnses', {}),
  definition(OPERATOR, 'IngressController', 'ingresscontrollers', { namespaced: true }),
];

/** `now`: RFC 3339. */
export function configurationObjects(now: string): readonly StartObject[] {
  const config = (kind: string, plural: string, name: string, rest: object): StartObject => ({
    path: `${CONFIG_PATH}/${plural}`,
    object: { apiVersion: `${CONFIG}/v1`, kind, metadata: { name }, ...rest },
  });
  return [
    config('ClusterVersion', 'clusterversions', 'version', clusterVersion(now)),
    config('Ingress', 'ingresses', 'cluster', { spec: { domain: INGRESS_DOMAIN } }),
    config('DNS', 'dnses', 'cluster', { spec: { baseDomain: BASE_DOMAIN, publicZone: { id: 'Z3URY6TWQ91KVV' } } }),
    config('Infrastructure', 'infrastructures', 'cluster', {
      spec: { platformSpec: { type: 'AWS' } },
      status: {
        apiServerURL: `https://api.${BASE_DOMAIN}:6443`,
        infrastructureName: 'cluster1-x7k2p',
        platform: 'AWS',
        platformStatus: { type: 'AWS', aws: { region: 'us-west-2' } },
      },
    }),
    {
      path: `/apis/${OPERATOR}/v1/namespaces/openshift-ingress-operator/ingresscontrollers`,
      object: {
        apiVersion: `${OPERATOR}/v1`,
        kind: 'IngressController',
        metadata: { name: 'default', namespace: 'openshift-ingress-operator' },
        spec: { replicas: 1 },
        status: {
          availableReplicas: 1,
          domain: INGRESS_DOMAIN,
          endpointPublishingStrategy: {
            type: 'LoadBalancerService',
            loadBalancer: { scope: 'External', providerParameters: { type: 'AWS', aws: { type: 'Classic' } } },
          },
          selector: 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller=default',
        },
      },
    },
  ];
}

function clusterVersion(now: string) {
  return {
    spec: { channel: 'stable-4.20', clusterID: '5f1b7a52-3c1d-4d2e-9f0a-6b7c8d9e0f11' },
    status: {
      desired: { version: VERSION },
      history: [{ state: 'Completed', version: VERSION, startedTime: now, completionTime: now }],
      conditions: [
        { type: 'Available', status: 'True', lastTransitionTime: now, message: `Done applying ${VERSION}` },
        {
          type: 'Progressing',
          status: 'False',
          lastTransitionTime: now,
          message: `Cluster version is ${VERSION}`,
        },
      ],
    },
  };
}
