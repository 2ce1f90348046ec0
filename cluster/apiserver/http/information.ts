import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerState } from '../resource-request.ts';
import type { HttpOptions } from './handler.ts';
import { healthText } from './health.ts';
import { respondWithText, respondWithValue } from './respond.ts';
import { VERSION } from './version.ts';

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Everything that is no resource: discovery, health, version, metrics. False when the path is a resource's. */
export function serveInformation(
  server: ServerState,
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  const path = url.pathname.replace(/\/+$/, '') || '/';
  if (path === '/version') {
    respondWithValue(request, response, VERSION, { status: 200 });
    return true;
  }
  const health = /^\/(healthz|livez|readyz)(\/.*)?$/.exec(path);
  if (health) {
    const { status, text } = healthText(`/${health[1]}`, url.searchParams.has('verbose'), options.ready());
    respondWithText(request, response, text, { status, headers: TEXT });
    return true;
  }
  if (path === '/metrics') {
    respondWithText(request, response, metricsText(server), { status: 200, headers: TEXT });
    return true;
  }
  return serveDiscovery(options, request, response, path);
}

function serveDiscovery(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const parts = path.split('/').slice(1);
  const root = parts[0];
  if (root !== 'api' && root !== 'apis') {
    if (path === '/') {
      respondWithValue(
        request,
        response,
        { paths: ['/api', '/apis', '/healthz', '/livez', '/metrics', '/openapi/v3', '/readyz', '/version'] },
        { status: 200 },
      );
      return true;
    }
    respondWithText(request, response, '404 page not found\n', { status: 404, headers: TEXT });
    return true;
  }
  if (parts.length > (root === 'api' ? 2 : 3)) return false;
  const wantsAggregated = (request.headers.accept ?? '').includes('as=APIGroupDiscoveryList');
  if (parts.length === 1 && wantsAggregated) {
    const headers = { 'content-type': AGGREGATED, vary: 'Accept' };
    respondWithValue(request, response, options.discovery.aggregated(root === 'api'), { status: 200, headers });
    return true;
  }
  const found = discoveryOf(options, parts);
  if (found) respondWithValue(request, response, found, { status: 200 });
  else respondWithText(request, response, '404 page not found\n', { status: 404, headers: TEXT });
  return true;
}

function discoveryOf({ discovery }: HttpOptions, [root, group = '', version = '']: string[]): object | null {
  if (root === 'api') return group === '' ? discovery.coreVersions() : discovery.resourceList('', group);
  if (group === '') return discovery.groupList();
  return version === '' ? discovery.group(group) : discovery.resourceList(group, version);
}

/** The few numbers a dashboard would look for. */
function metricsText(server: ServerState): string {
  const resources = [
    ...new Set(server.registry.definitions.map(({ group, plural }) => (group ? `${group}/${plural}` : plural))),
  ];
  const lines = resources.map((resource) => {
    const [name = '', plural] = resource.split('/');
    const label = plural === undefined ? name : `${plural}.${name}`;
    return `apiserver_storage_objects{resource="${label}"} ${server.store.list(resource).length}\n`;
  });
  const head =
    '# HELP apiserver_storage_objects Number of stored objects by resource.\n# TYPE apiserver_storage_objects gauge\n';
  return head + lines.join('');
}
