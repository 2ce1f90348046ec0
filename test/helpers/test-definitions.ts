import type { ResourceDefinition, SubresourceDefinition, Verb } from '../../cluster/resources/resource-definition.ts';

const VERBS: Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

function define(
  group: string,
  kind: string,
  plural: string,
  subresources: SubresourceDefinition['name'][] = [],
  more: Partial<ResourceDefinition> = {},
): ResourceDefinition {
  return {
    group,
    version: 'v1',
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    verbs: VERBS,
    subresources: subresources.map((name) => ({ name, verbs: ['create', 'get', 'patch', 'update'] })),
    schema: `io.k8s.api.${group.split('.')[0] || 'core'}.v1.${kind}`,
    columns: [],
    prepareForCreate: (object) => {
      object.metadata.generation = 1;
    },
    prepareForUpdate: (object, old) => {
      if (subresources.includes('status')) object.status = old.status;
      const changed = JSON.stringify(object.spec) !== JSON.stringify(old.spec);
      object.metadata.generation = (old.metadata.generation ?? 1) + (changed ? 1 : 0);
    },
    ...more,
  };
}

export const testDefinitions: ResourceDefinition[] = [
  define('', 'Namespace', 'namespaces', ['status', 'finalize'], { namespaced: false }),
  define('', 'Node', 'nodes', ['status'], { namespaced: false }),
  define('', 'Pod', 'pods', ['status', 'binding']),
  define('', 'Service', 'services', ['status']),
  define('', 'ServiceAccount', 'serviceaccounts'),
  define('', 'Endpoints', 'endpoints'),
  define('', 'ConfigMap', 'configmaps'),
  define('', 'Secret', 'secrets'),
  define('', 'Event', 'events'),
  define('apps', 'Deployment', 'deployments', ['status']),
  define('apps', 'ReplicaSet', 'replicasets', ['status']),
  define('apps', 'DaemonSet', 'daemonsets', ['status']),
  define('apps', 'ControllerRevision', 'controllerrevisions'),
  define('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  define('coordination.k8s.io', 'Lease', 'leases'),
];
