import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import type { GroupVersion } from '../../resources/group-versions.ts';
import { openApiVersion2 } from '../../resources/openapi-v2.ts';
import { openApiVersion2Protobuf } from '../../resources/openapi-v2-protobuf.ts';
import { swaggerWithCustom } from '../apiextensions/openapi/openapi-v2.ts';
import { openApiDocumentWithCustom, openApiIndexWithCustom } from '../apiextensions/openapi/openapi-v3.ts';
import { parseClause } from './negotiation.ts';
import { respondWithText } from './respond.ts';

const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const PROTOBUF_NAMES = [PROTOBUF, 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'];

/** `/openapi/v2`, `/openapi/v3` and what is below it. False: there is nothing of that name. */
export function serveOpenApi(
  request: IncomingMessage,
  response: ServerResponse,
  [version, ...path]: readonly string[],
  query: URLSearchParams,
  custom: readonly GroupVersion[],
): boolean {
  if (version === 'v2' && path.length === 0) {
    serveVersion2(request, response, custom);
    return true;
  }
  return version === 'v3' && serveVersion3(request, response, path, query, custom);
}

function serveVersion2(request: IncomingMessage, response: ServerResponse, custom: readonly GroupVersion[]): void {
  const document = swaggerWithCustom(custom, openApiVersion2());
  const { text, etag } = document;
  if (serveUnchanged(request, response, etag)) return;
  if (!wantsProtobuf(request.headers.accept)) {
    const headers = { 'content-type': 'application/json', etag, vary: 'Accept' };
    respondWithText(request, response, text, { status: 200, headers });
    return;
  }
  const bytes = openApiVersion2Protobuf(document);
  const headers = { 'content-type': PROTOBUF, etag, vary: 'Accept' };
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  gzip(bytes, { level: 1 }, (error, compressed) => {
    if (error) response.destroy(error);
    else response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(compressed);
  });
}

/** The first clause that can be served decides. */
function wantsProtobuf(accept: string | undefined): boolean {
  for (const clause of (accept ?? '').split(',')) {
    const { type } = parseClause(clause);
    if (PROTOBUF_NAMES.includes(type)) return true;
    if (['application/json', 'application/*', '*/*'].includes(type)) return false;
  }
  return false;
}

function serveVersion3(
  request: IncomingMessage,
  response: ServerResponse,
  path: readonly string[],
  query: URLSearchParams,
  custom: readonly GroupVersion[],
): boolean {
  const index = openApiIndexWithCustom(custom);
  if (path.length === 0) {
    // The real server's answer is JSON under this type.
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    respondWithText(request, response, JSON.stringify(index), { status: 200, headers });
    return true;
  }
  const place = index.paths[path.join('/')];
  const text = openApiDocumentWithCustom(custom, path[0] === 'api' ? (path[1] ?? '') : path.slice(1).join('/'));
  if (text === undefined || !place) return false;
  const hash = new URLSearchParams(place.serverRelativeURL.split('?')[1]).get('hash');
  const etag = `"${hash}"`;
  const asked = query.get('hash');
  if (asked !== null && asked !== hash) {
    response.writeHead(301, { location: place.serverRelativeURL, etag, vary: 'Accept' }).end();
    return true;
  }
  if (serveUnchanged(request, response, etag)) return true;
  const headers = { 'content-type': 'application/json', etag, vary: 'Accept', ...(asked !== null && immutable()) };
  respondWithText(request, response, text, { status: 200, headers });
  return true;
}

/** Under its hash a document never changes: clients keep it. Source: kube-openapi/pkg/handler3. */
function immutable(): Record<string, string> {
  return { 'Cache-Control': 'public, immutable', expires: 'Fri, 31 Dec 9999 23:59:59 GMT' };
}

function serveUnchanged(request: IncomingMessage, response: ServerResponse, etag: string): boolean {
  if (request.headers['if-none-match'] !== etag) return false;
  response.writeHead(304, { etag, vary: 'Accept' }).end();
  return true;
}
