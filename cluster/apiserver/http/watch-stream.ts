import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, WatchEvent } from '../../machinery/api-transport.ts';
import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import { openWatch, understand } from '../resource-handler.ts';
import type { ServerState } from '../resource-request.ts';
import type { Representation } from './negotiation.ts';
import { objectText, partialMetadataText } from './object-text.ts';
import { respondWithValue } from './respond.ts';
import { tableOf } from './table.ts';

/** A watcher that leaves this much unread, beyond its initial events, is cut; its client lists and watches anew. */
const MAX_UNREAD_BYTES = 2 * 1024 * 1024;
/** Without timeoutSeconds a watch ends after 30 to 60 minutes (MinRequestTimeout). */
const MIN_TIMEOUT_SECONDS = 1800;

/** GET with watch=true: events as lines of JSON until the client leaves, the time is up or it reads too slowly. */
export function streamWatch(
  server: ServerState,
  apiRequest: ApiRequest,
  representation: Representation,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const encode = eventEncoder(server, apiRequest, representation);
  let allowance = Number.POSITIVE_INFINITY;
  const pending: string[] = [];
  let open = false;
  const write = (event: WatchEvent) => {
    const line = `{"type":"${event.type}","object":${encode(event.object, event.type)}}\n`;
    if (!open) return void pending.push(line);
    response.write(line);
    if (response.writableLength > allowance) response.destroy();
  };
  const watching = openWatch(server, apiRequest, true, write);
  if (!('stop' in watching) && watching.status !== 410) {
    respondWithValue(request, response, watching.body, { status: watching.status });
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  open = true;
  for (const line of pending) response.write(line);
  if (!('stop' in watching)) {
    // What has been compacted is said inside the stream: the watch itself was granted.
    response.end(`${JSON.stringify({ type: 'ERROR', object: watching.body as Status })}\n`);
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

/** Each event's object as JSON in the representation asked for; a Table has its headers in the first event alone. */
function eventEncoder(
  server: ServerState,
  request: ApiRequest,
  { as, version }: Representation,
): (object: KubernetesObject, type: WatchEvent['type']) => string {
  if (as === null) return objectText;
  if (as !== 'Table') return (object, type) => (type === 'ERROR' ? objectText(object) : partialMetadataText(object));
  const { definition } = understand(server, request, true);
  let headers = true;
  const includeObject = includeObjectOf(request.query);
  return (object, type) => {
    if (type === 'ERROR') return objectText(object);
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
