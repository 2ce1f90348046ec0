import type { GroupVersion } from '../../../resources/group-versions.ts';
import { handle } from '../../resource-handler.ts';
import type { ServerState } from '../../resource-request.ts';

const COLLECTION = '/apis/apiregistration.k8s.io/v1/apiservices';
const LABEL = 'kube-aggregator.kubernetes.io/automanaged';
const USER = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
/** Behind every built-in group (controlplane/controller/crdregistration). */
const GROUP_PRIORITY = 1000;
const VERSION_PRIORITY = 100;

/** Keeps an APIService for each version of a group that custom resources are served in; others that were made so go. */
export function registerServices(server: ServerState, group: string, custom: readonly GroupVersion[]): void {
  const served = new Set(custom.filter((entry) => entry.group === group).map(({ version }) => version));
  const registered = server.store
    .list('apiregistration.k8s.io/apiservices')
    .filter(({ metadata }) => metadata.labels?.[LABEL] === 'true' && metadata.name?.endsWith(`.${group}`))
    .map(({ metadata }) => metadata.name ?? '');
  const send = (method: 'POST' | 'DELETE', path: string, body?: unknown) =>
    void handle(server, { method, path, body, user: USER, userAgent: 'kube-apiserver' }, false);
  for (const name of registered) {
    if (!served.has(name.slice(0, -group.length - 1))) send('DELETE', `${COLLECTION}/${name}`);
  }
  for (const version of served) {
    const name = `${version}.${group}`;
    if (server.store.get({ resource: 'apiregistration.k8s.io/apiservices', namespace: '', name })) continue;
    send('POST', COLLECTION, {
      metadata: { name, labels: { [LABEL]: 'true' } },
      spec: { group, version, groupPriorityMinimum: GROUP_PRIORITY, versionPriority: VERSION_PRIORITY },
    });
  }
}
