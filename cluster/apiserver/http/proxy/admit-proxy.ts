import type { UserInfo } from '../../../machinery/api-transport.ts';
import { admitConnect } from '../../admission/admit.ts';
import { refusals } from '../../errors.ts';
import type { ServerState } from '../../resource-request.ts';
import type { ProxyPath } from './proxy-path.ts';

const KINDS = { pods: 'PodProxyOptions', services: 'ServiceProxyOptions', nodes: 'NodeProxyOptions' } as const;

/** Asks admission about a proxied connection. Throws the refusal. */
export async function admitProxy(server: ServerState, user: UserInfo, path: ProxyPath): Promise<void> {
  const definition = server.registry.find('', 'v1', path.resource);
  if (!definition) throw refusals.noSuchPath();
  const request = {
    definition,
    subresource: 'proxy',
    namespace: path.namespace,
    name: path.id,
    query: new URLSearchParams(),
    body: undefined,
    contentType: '',
    user,
    userAgent: '',
    dryRun: false,
    fromWire: true,
    warnings: [],
  };
  await admitConnect(server, request, {
    apiVersion: 'v1',
    kind: KINDS[path.resource],
    metadata: {},
    path: path.target,
  });
}
