import type { ApiRequest } from '../machinery/api-transport.ts';
import { storeBootstrapPolicy } from './authorization/bootstrap-policy.ts';
import { storeBootstrapObjects } from './bootstrap-objects.ts';
import { apiVersionOf } from './registry.ts';
import { handle } from './resource-handler.ts';
import type { ServerState } from './resource-request.ts';

export const KUBERNETES_SERVICE_ADDRESS = '10.96.0.1';
const SERVER_ADDRESS = '10.100.1.10';
const SERVER_PORT = 6443;

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const USER = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/** What a new cluster has before anybody asks for anything (controlplane/controller/kubernetesservice, systemnamespaces). */
export function bootstrap(server: ServerState): void {
  const create = (
    group: string,
    version: string,
    plural: string,
    namespace: string,
    object: Record<string, unknown>,
  ) => {
    const definition = server.registry.find(group, version, plural);
    if (!definition) return;
    const scope = definition.namespaced ? `/namespaces/${namespace}` : '';
    const base = group === '' ? '/api' : '/apis';
    const path = `${base}/${apiVersionOf(definition)}${scope}/${plural}`;
    const request: ApiRequest = { method: 'POST', path, body: object, user: USER, userAgent: 'kube-apiserver' };
    const answer = handle(server, request, false);
    // Nobody has configured a webhook yet.
    if (answer instanceof Promise || answer.status >= 400)
      throw new Error(`bootstrap of ${plural}: ${JSON.stringify(answer)}`);
  };
  for (const name of NAMESPACES) create('', 'v1', 'namespaces', '', { metadata: { name } });
  storeBootstrapPolicy(server);
  storeBootstrapObjects(server);
  create('', 'v1', 'services', 'default', {
    metadata: { name: 'kubernetes', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: KUBERNETES_SERVICE_ADDRESS,
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SERVER_PORT }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
  });
  create('', 'v1', 'endpoints', 'default', {
    metadata: { name: 'kubernetes', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: SERVER_ADDRESS }], ports: [{ name: 'https', port: SERVER_PORT, protocol: 'TCP' }] }],
  });
  create('discovery.k8s.io', 'v1', 'endpointslices', 'default', {
    metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [SERVER_ADDRESS], conditions: { ready: true } }],
    ports: [{ name: 'https', port: SERVER_PORT, protocol: 'TCP' }],
  });
}
