import type { IncomingMessage, ServerResponse } from 'node:http';
import { groupVersions, versionText } from '../../resources/group-versions.ts';
import {
  JWKS_PATH,
  jsonWebKeySet,
  OPENID_CONFIGURATION_PATH,
  openIdConfiguration,
} from '../authentication/openid-documents.ts';
import type { ServerState } from '../resource-request.ts';
import { serveDiscovery } from './discovery-documents.ts';
import { HEALTH_CHECKS, healthAnswer } from './health.ts';
import type { HttpOptions } from './http-options.ts';
import { metricsText } from './metrics.ts';
import { serveOpenApi } from './openapi-documents.ts';
import { respondWithText, respondWithValue } from './respond.ts';
import { VERSION } from './version.ts';

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = { 'content-type': 'application/json' };
const SERVER_ADDRESS = '10.100.1.10:6443';

/** Everything that is no resource: discovery, health, version, metrics. False when the path is a resource's. */
export function serveInformation(
  server: ServerState,
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  const path = url.pathname.replace(/\/+$/, '') || '/';
  const [root = '', ...rest] = path.split('/').slice(1);
  const custom = server.registry.customGroupVersions;
  const json = (document: object) => respondWithValue(request, response, document, { status: 200 });
  /** For people (responsewriters.WriteRawJSON). */
  const indented = (document: object) => text(JSON.stringify(document, null, 2), 200, JSON_TYPE);
  const text = (body: string, status = 200, headers: Readonly<Record<string, string>> = TEXT) =>
    respondWithText(request, response, body, { status, headers });
  if (root === 'healthz' || root === 'livez' || root === 'readyz') {
    const answer = !url.pathname.endsWith('/') && healthAnswer(root, rest.join('/'), url.searchParams, options.ready());
    if (answer) text(answer.text, answer.status);
    else text('404 page not found\n', 404);
  } else if (root === 'api' || root === 'apis') {
    if (rest.length > (root === 'api' ? 1 : 2)) return false;
    serveDiscovery(request, response, root, rest, custom);
  } else if (root === 'openapi') {
    if (!serveOpenApi(request, response, rest, url.searchParams, custom)) text('404 page not found\n', 404);
  } else if (path === '/version') indented(VERSION);
  else if (path === '/metrics') text(metricsText(server));
  else if (path === '/') indented(rootPaths(server));
  else if (path === OPENID_CONFIGURATION_PATH) json(openIdConfiguration(SERVER_ADDRESS));
  else if (path === JWKS_PATH) {
    const headers = { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=3600' };
    text(JSON.stringify(jsonWebKeySet()), 200, headers);
  } else text('404 page not found\n', 404);
  return true;
}

/** GET /: what else can be asked. Source: apiserver/pkg/server/routes/index.go. */
function rootPaths(server: ServerState): object {
  const paths = [OPENID_CONFIGURATION_PATH, '/api', '/api/v1', '/apis', '/apis/', JWKS_PATH];
  for (const entry of [...groupVersions(), ...server.registry.customGroupVersions]) {
    if (entry.group !== '') paths.push(`/apis/${entry.group}`, `/apis/${versionText(entry)}`);
  }
  for (const [endpoint, checks] of Object.entries(HEALTH_CHECKS)) {
    paths.push(`/${endpoint}`, ...checks.map((check) => `/${endpoint}/${check}`));
  }
  paths.push('/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/version');
  return { paths: [...new Set(paths)].sort() };
}
