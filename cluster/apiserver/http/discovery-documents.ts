import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  aggregatedDiscovery,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
} from '../../resources/discovery.ts';
import type { GroupVersion } from '../../resources/group-versions.ts';
import { refusals } from '../errors.ts';
import { negotiate, PROTOBUF, parseClause } from './negotiation.ts';
import { respondWithText, respondWithValue } from './respond.ts';

const SERVER_ADDRESS = '10.100.1.10:6443';
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const NOT_FOUND_HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** `/api`, `/apis` and what is below them but for resources. Throws 404 and 406. */
export function serveDiscovery(
  request: IncomingMessage,
  response: ServerResponse,
  root: 'api' | 'apis',
  rest: readonly string[],
  custom: readonly GroupVersion[],
): void {
  if (rest.length === 0 && wantsAggregated(request.headers.accept)) {
    serveAggregated(request, response, aggregatedDiscovery(root === 'api' ? 'core' : 'named', custom));
    return;
  }
  const [first, second] = rest;
  const document = root === 'api' ? coreDocument(first) : namedDocument(first, second, custom);
  if (document) {
    const { mediaType } = negotiate(request.headers.accept, { protobuf: true });
    respondWithValue(request, response, document, { status: 200, mediaType });
    return;
  }
  if (root === 'apis' && second !== undefined && groupDocument(first!, custom)) throw refusals.noSuchPath();
  respondWithText(request, response, '404 page not found\n', { status: 404, headers: NOT_FOUND_HEADERS });
}

/** The first clause that can be served decides; v2beta1 is no longer one. Throws 406 when none can be. */
export function wantsAggregated(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return false;
  for (const clause of accept.split(',')) {
    const { type, parameters } = parseClause(clause);
    if (!['application/json', 'application/yaml', PROTOBUF, 'application/*', '*/*'].includes(type)) continue;
    if (!parameters.has('as')) return false;
    if (type === PROTOBUF) continue;
    const wanted = ['as', 'g', 'v'].map((name) => parameters.get(name)).join(' ');
    if (wanted === 'APIGroupDiscoveryList apidiscovery.k8s.io v2') return true;
  }
  throw refusals.notAcceptable(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']);
}

/** An APIGroupDiscoveryList under its quoted hash. */
export function serveAggregated(
  request: IncomingMessage,
  response: ServerResponse,
  { document, etag }: ReturnType<typeof aggregatedDiscovery>,
): void {
  const headers = { etag, vary: 'Accept', 'Cache-Control': 'public' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  respondWithValue(request, response, document, { status: 200, headers: { ...headers, 'content-type': AGGREGATED } });
}

function coreDocument(version: string | undefined): object | undefined {
  return version === undefined ? coreVersions(SERVER_ADDRESS) : resourceList('', version);
}

function namedDocument(
  group: string | undefined,
  version: string | undefined,
  custom: readonly GroupVersion[],
): object | undefined {
  if (group === undefined) return groupList(custom);
  return version === undefined ? groupDocument(group, custom) : resourceList(group, version, custom);
}
