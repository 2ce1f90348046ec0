import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, UserInfo } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { groupDocument } from '../../resources/discovery.ts';
import { protobufDefinition } from '../../resources/protobuf-encoder.ts';
import { refuseUnlessAuthorized } from '../authorization/authorize.ts';
import { requestAttributes } from '../authorization/request-attributes.ts';
import { refusals, StatusError } from '../errors.ts';
import { isMap } from '../json.ts';
import { apiVersionOf } from '../registry.ts';
import { parseRequestInfo } from '../request-info.ts';
import { handle, understand } from '../resource-handler.ts';
import type { ServerState } from '../resource-request.ts';
import { authenticateRequest } from './authentication.ts';
import { decodeBody, readRequestBody } from './body.ts';
import type { HttpOptions } from './http-options.ts';
import { serveInformation } from './information.ts';
import { modernWatch } from './legacy-watch.ts';
import { streamLogs } from './log-stream.ts';
import { ACCEPTED, negotiate, type Representation, requireRoute, statusMediaType } from './negotiation.ts';
import { admitProxy } from './proxy/admit-proxy.ts';
import { parseProxyPath } from './proxy/proxy-path.ts';
import { proxyTarget } from './proxy/proxy-target.ts';
import { serveProxy } from './proxy/serve-proxy.ts';
import { parseRequestTarget } from './request-target.ts';
import { requireTimeout } from './request-timeout.ts';
import { respondWithText, respondWithValue } from './respond.ts';
import { partialMetadata, tableOf } from './table.ts';
import { includeObjectOf, streamWatch } from './watch-stream.ts';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse, path: string) => void;

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** A group that nobody serves is unknown to the multiplexer, which answers in plain text (apiserver/pkg/server/mux). */
const NO_PAGE = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
};

const NO_REQUEST = { ...NO_PAGE, status: 500 };

/** The resource API over HTTP/1.1. `path` is the URL's, without whatever prefix the caller serves it under. */
export function createHttpHandler(server: ServerState, options: HttpOptions): HttpHandler {
  return (request, response, path) => {
    serve(server, options, request, response, path).catch((error: unknown) => {
      // A client that left in the middle of its request is no fault of the server's.
      if (response.destroyed || request.errored) return;
      if (!(error instanceof StatusError)) options.onError(error);
      if (response.headersSent) return response.destroy();
      const { status } = error instanceof StatusError ? error : refusals.internal('the server has a fault');
      if (status.code === 413) response.setHeader('connection', 'close');
      const mediaType = statusMediaType(request.headers.accept);
      respondWithValue(request, response, status, { status: status.code ?? 500, mediaType });
    });
  };
}

async function serve(
  server: ServerState,
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  const asked = parseRequestTarget(target);
  const modern = modernWatch(request.method ?? 'GET', asked);
  if (modern && 'message' in modern) return respondWithText(request, response, modern.message, NO_REQUEST);
  const url = modern ?? asked;
  const user = authenticateRequest(server, request);
  const attributes = requestAttributes(request.method ?? 'GET', url.pathname, url.searchParams);
  refuseUnlessAuthorized(server, user, attributes);
  requireTimeout(url.searchParams);
  const { aggregation } = options;
  if (aggregation.isNeeded && (await aggregation.serve(request, response, url, user))) return;
  if (serveInformation(server, options, request, response, url)) return;
  if (!isServed(server, url.pathname)) return respondWithText(request, response, '404 page not found\n', NO_PAGE);
  const proxied = parseProxyPath(url.pathname);
  if (proxied) {
    await admitProxy(server, user, proxied);
    const backend = proxyTarget(server, proxied, options.kubeletOf);
    return serveProxy(options, backend, proxied, url.search, request, response);
  }
  const representation = representationFor(server, request, url);
  const apiRequest = await readApiRequest(request, url, user);
  if (isWatch(apiRequest)) {
    streamWatch(server, apiRequest, representation, request, response);
    return;
  }
  const understood = apiRequest.path.endsWith('/log') ? understand(server, apiRequest, true) : null;
  if (understood?.subresource === 'log' && apiRequest.method === 'GET') {
    return streamLogs(server, understood, options.kubeletOf, response);
  }
  const answer = await handle(server, apiRequest, true);
  if (answer.status >= 300) {
    return respondWithValue(request, response, answer.body, {
      ...answer,
      mediaType: statusMediaType(request.headers.accept),
    });
  }
  const body = represent(server, apiRequest, answer.body, representation);
  respondWithValue(request, response, body, { ...answer, mediaType: representation.mediaType });
}

/** Throws 406. What a path that names nothing is answered with is found out later. */
function representationFor(server: ServerState, request: IncomingMessage, url: URL): Representation {
  const { accept } = request.headers;
  const info = parseRequestInfo(url.pathname);
  const definition = info && server.registry.find(info.group, info.version, info.resource);
  if (definition && !definition.custom && info.subresource === '') requireRoute(accept, info.name === '');
  return negotiate(accept, {
    protobuf: !definition || protobufDefinition(apiVersionOf(definition), definition.kind) !== undefined,
    watch: request.method === 'GET' && isWatchQuery(url.searchParams),
  });
}

function isServed(server: ServerState, path: string): boolean {
  const [, root, group = ''] = path.split('/');
  return root !== 'apis' || groupDocument(group, server.registry.customGroupVersions) !== undefined;
}

async function readApiRequest(request: IncomingMessage, url: URL, user: UserInfo): Promise<ApiRequest> {
  const method = request.method ?? 'GET';
  if (!isMethod(method)) throw refusals.methodNotAllowed();
  const contentType = request.headers['content-type'] ?? '';
  const bytes = method === 'GET' ? Buffer.alloc(0) : await readRequestBody(request);
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    body: decodeBody(bytes, contentType, method === 'PATCH'),
    contentType,
    user,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

function isMethod(method: string): method is ApiRequest['method'] {
  return METHODS.has(method);
}

export function isWatch(request: ApiRequest): boolean {
  return request.method === 'GET' && request.query !== undefined && isWatchQuery(request.query);
}

function isWatchQuery(query: URLSearchParams): boolean {
  const watch = query.get('watch');
  return watch === 'true' || watch === '1';
}

/** Tables and partial metadata where the client asked for them and the answer is a resource. */
function represent(server: ServerState, request: ApiRequest, body: unknown, { as, version }: Representation): unknown {
  if (as === null || !isMap(body) || body.kind === 'Status') return body;
  const { definition, subresource } = understand(server, request, true);
  // What has no columns and is nowhere kept has no metadata to show either (a review).
  if (definition.evaluate) throw refusals.notAcceptable(ACCEPTED);
  if (subresource !== '' && subresource !== 'status') return body;
  const isList = body.kind === `${definition.kind}List` && Array.isArray(body.items);
  const objects = (isList ? body.items : [body]) as readonly KubernetesObject[];
  const metadata = isMap(body.metadata) ? body.metadata : {};
  if (as === 'Table') {
    const listMetadata = isList ? metadata : { resourceVersion: metadata.resourceVersion };
    const options = {
      nowMs: server.clock.now(),
      includeObject: includeObjectOf(request.query),
      headers: true,
      version,
    };
    return tableOf(definition, objects, listMetadata, options);
  }
  if (!isList) return partialMetadata(objects[0]!);
  const items = objects.map(partialMetadata);
  return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items };
}
