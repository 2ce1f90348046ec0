import { storageName } from '../registry.ts';
import type { ServerState } from '../resource-request.ts';

/** GET /metrics: the few numbers a dashboard would look for. */
export function metricsText(server: ServerState): string {
  const resources = new Map(
    server.registry.definitions
      .filter(({ verbs, conversion }) => verbs.includes('list') && !conversion)
      .map((definition) => [storageName(definition), definition]),
  );
  const lines = [...resources].map(([resource, { group, plural }]) => {
    const label = group === '' ? plural : `${plural}.${group}`;
    return `apiserver_storage_objects{resource="${label}"} ${server.store.list(resource).length}\n`;
  });
  const head =
    '# HELP apiserver_storage_objects Number of stored objects by resource.\n# TYPE apiserver_storage_objects gauge\n';
  return head + lines.join('');
}
