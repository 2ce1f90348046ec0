import type { IncomingMessage, ServerResponse } from 'node:http';
import { aggregatedDiscovery, coreVersions, groupDocument, resourceList } from '../../resources/discovery.ts';
import type { GroupVersion } from '../../resources/group-versions.ts';
import { aggregatedWithCustom, customGroup, customResourceList, groupsWithCustom } from '../apiextensions/discovery.ts';
import { swaggerWithCustom } from '../apiextensions/openapi/openapi-v2.ts';
import { openApiDocumentWithCustom, openApiIndexWithCustom } from '../apiextensions/openapi/openapi-v3.ts';
import {
  JWKS_PATH,
  jsonWebKeySet,
  OPENID_CONFIGURATION_PATH,
  openIdConfiguration,
} from '../authentication/openid-documents.ts';
import type { ServerState } from '../resource-request.ts';
import { healthText } from './health.ts';
import type { HttpOptions } from './http-options.ts';
import { respondWithText, respondWithValue } from './respond.ts';
import { VERSION } from './version.ts';

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const SERVER_ADDRESS = '10.100.1.10:6443';
const PATHS = ['/api', '/apis', '/healthz', '/livez', '/metrics', '/openapi/v3', '/readyz', '/version'];
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
  if (path === OPENID_CONFIGURATION_PATH) return serveJson(request, response, openIdConfiguration(SERVER_ADDRESS));
  if (path === JWKS_PATH) {
    const headers = { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=3600' };
    respondWithText(request, response, JSON.stringify(jsonWebKeySet()), { status: 200, headers });
    return true;
  }
  return serveDocument(server.registry.customGroupVersions, request, response, path);
}

/** Discovery and OpenAPI; every other path that is no resource is not there. */
function serveDocument(
  custom: readonly GroupVersion[],
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const [root = '', ...rest] = path.split('/').slice(1);
  if (root === 'openapi') return serveOpenApi(custom, request, response, rest);
  if (root === 'api' || root === 'apis') {
    if (rest.length > (root === 'api' ? 1 : 2)) return false;
    const wantsAggregated = (request.headers.accept ?? '').includes('as=APIGroupDiscoveryList');
    if (rest.length === 0 && wantsAggregated) {
      const headers = { 'content-type': AGGREGATED, vary: 'Accept' };
      const document = root === 'api' ? aggregatedDiscovery('core') : aggregatedWithCustom(custom);
      respondWithValue(request, response, document, { status: 200, headers });
      return true;
    }
    const document = root === 'api' ? legacyCore(rest) : legacyNamed(custom, rest);
    return document ? serveJson(request, response, document) : serveNotFound(request, response);
  }
  return path === '/' ? serveJson(request, response, { paths: PATHS }) : serveNotFound(request, response);
}

function legacyCore([version]: string[]): object | undefined {
  return version === undefined ? coreVersions(SERVER_ADDRESS) : resourceList('', version);
}

function legacyNamed(custom: readonly GroupVersion[], [group, version]: string[]): object | undefined {
  if (group === undefined) return groupsWithCustom(custom);
  if (version === undefined) return groupDocument(group) ?? customGroup(custom, group);
  return resourceList(group, version) ?? customResourceList(custom, group, version);
}

/** kubectl's only wish for v2: is a kind described there? Nothing is: a Document with its `swagger: "2.0"` alone. */
const OPENAPI_V2 = Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]);
const OPENAPI_V2_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Without the types of the built-in kinds. */
const SWAGGER = {
  swagger: '2.0',
  info: { title: 'Kubernetes', version: VERSION.gitVersion },
  paths: {},
  definitions: {},
};

/** OpenAPI v3; of v2 the types of custom resources, and the protobuf that clients fall back to for a kind that v3 does not have. */
function serveOpenApi(
  custom: readonly GroupVersion[],
  request: IncomingMessage,
  response: ServerResponse,
  [version, ...path]: string[],
): boolean {
  if (version === 'v2' && (request.headers.accept ?? '').includes('proto-openapi')) {
    response.writeHead(200, { 'content-type': OPENAPI_V2_TYPE, 'content-length': OPENAPI_V2.length }).end(OPENAPI_V2);
    return true;
  }
  if (version === 'v2' && path.length === 0) {
    const { text, etag } = swaggerWithCustom(custom, SWAGGER);
    return serveTagged(request, response, text, etag);
  }
  if (version !== 'v3') return serveNotFound(request, response);
  const index = openApiIndexWithCustom(custom);
  if (path.length === 0) return serveJson(request, response, index);
  const groupVersion = path[0] === 'api' ? (path[1] ?? '') : path.slice(1).join('/');
  const text = openApiDocumentWithCustom(custom, groupVersion);
  const place = index.paths[path.join('/')];
  if (text === undefined || !place) return serveNotFound(request, response);
  const etag = `"${new URLSearchParams(place.serverRelativeURL.split('?')[1]).get('hash')}"`;
  return serveTagged(request, response, text, etag);
}

function serveTagged(request: IncomingMessage, response: ServerResponse, text: string, etag: string): true {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return true;
  }
  const headers = { 'content-type': 'application/json', etag, vary: 'Accept' };
  respondWithText(request, response, text, { status: 200, headers });
  return true;
}

function serveJson(request: IncomingMessage, response: ServerResponse, document: object): true {
  respondWithValue(request, response, document, { status: 200 });
  return true;
}

function serveNotFound(request: IncomingMessage, response: ServerResponse): true {
  respondWithText(request, response, '404 page not found\n', { status: 404, headers: TEXT });
  return true;
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
