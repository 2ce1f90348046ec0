import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, WatchEvent } from '../../machinery/api-transport.ts';
import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import { watchFrame } from '../../resources/protobuf-encoder.ts';
import { openWatch, understand } from '../resource-handler.ts';
import type { ServerState } from '../resource-request.ts';
import { PROTOBUF, type Representation, statusMediaType } from './negotiation.ts';
import { objectBytes, partialMetadataBytes } from './object-bytes.ts';
import { objectText, partialMetadataText } from './object-text.ts';
import { respondWithValue } from './respond.ts';
import { tableOf } from './table.ts';

/** A watcher that leaves this much unread, beyond its initial events, is cut; its client lists and watches anew. */
const MAX_UNREAD_BYTES = 2 * 1024 * 1024;
/** Without timeoutSeconds a watch ends after 30 to 60 minutes (MinRequestTimeout). */
const MIN_TIMEOUT_SECONDS = 1800;

/** One event as it is sent: a line of JSON, or a frame of protobuf. */
type EncodeEvent = (event: { readonly type: string; readonly object: KubernetesObject | Status }) => string | Buffer;

/** GET with watch=true: events one after another until the client leaves, the time is up or it reads too slowly. */
export function streamWatch(
  server: ServerState,
  apiRequest: ApiRequest,
  representation: Representation,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const encode = eventEncoder(server, apiRequest, representation);
  let allowance = Number.POSITIVE_INFINITY;
  const pending: (string | Buffer)[] = [];
  let open = false;
  const write = (event: WatchEvent) => {
    const sent = encode(event);
    if (!open) return void pending.push(sent);
    response.write(sent);
    if (response.writableLength > allowance) response.destroy();
  };
  const watching = openWatch(server, apiRequest, true, write);
  if (!('stop' in watching) && watching.status !== 410) {
    const mediaType = statusMediaType(request.headers.accept);
    respondWithValue(request, response, watching.body, { status: watching.status, mediaType });
    return;
  }
  const contentType = representation.mediaType === PROTOBUF ? `${PROTOBUF};stream=watch` : 'application/json';
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' });
  open = true;
  for (const sent of pending) response.write(sent);
  if (!('stop' in watching)) {
    // What has been compacted is said inside the stream: the watch itself was granted.
    response.end(encode({ type: 'ERROR', object: watching.body as Status }));
    return;
  }
  response.flushHeaders();
  allowance = response.writableLength + MAX_UNREAD_BYTES;
  const cancelTimeout = server.clock.schedule(timeoutMs(server, apiRequest), () => response.end());
  const { definition } = understand(server, apiRequest, true);
  // When its definition changes or goes, the watch of a custom resource ends; its client lists and watches anew.
  const forget = definition.custom && server.registry.onEnded(definition, () => response.end());
  response.once('close', () => {
    forget?.();
    cancelTimeout();
    watching.stop();
  });
}

function timeoutMs(server: ServerState, request: ApiRequest): number {
  const asked = Number(request.query?.get('timeoutSeconds') ?? 0);
  return (asked > 0 ? asked : MIN_TIMEOUT_SECONDS + server.random.integer(MIN_TIMEOUT_SECONDS)) * 1000;
}

function eventEncoder(server: ServerState, request: ApiRequest, representation: Representation): EncodeEvent {
  if (representation.mediaType === PROTOBUF) {
    const encode = representation.as === null ? objectBytes : partialMetadataBytes;
    return ({ type, object }) => watchFrame(type, isStatus(object) ? objectBytes(object) : encode(object));
  }
  const encode = objectEncoder(server, request, representation);
  return ({ type, object }) => {
    const text = isStatus(object) ? JSON.stringify(object) : encode(object, type);
    return `{"type":"${type}","object":${text}}\n`;
  };
}

function isStatus(object: KubernetesObject | Status): object is Status {
  return object.kind === 'Status';
}

/** Each event's object as JSON in the representation asked for; a Table has its headers in the first event alone. */
function objectEncoder(
  server: ServerState,
  request: ApiRequest,
  { as, version }: Representation,
): (object: KubernetesObject, type: string) => string {
  if (as === null) return objectText;
  if (as !== 'Table') return partialMetadataText;
  const { definition } = understand(server, request, true);
  let headers = true;
  const includeObject = includeObjectOf(request.query);
  return (object, type) => {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const options = { nowMs: server.clock.now(), includeObject, headers, version };
    // A bookmark's row says nothing but where the watch stands.
    const columns = type === 'BOOKMARK' ? definition.columns.map((column) => ({ ...column, value: () => '' })) : null;
    const table = tableOf(columns ? { ...definition, columns } : definition, [object], metadata, options);
    headers = false;
    return JSON.stringify(table);
  };
}

export function includeObjectOf(query: URLSearchParams | undefined): 'None' | 'Metadata' | 'Object' {
  const asked = query?.get('includeObject');
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata';
}
