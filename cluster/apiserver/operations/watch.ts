import type { WatchEvent } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ownershipOf, setOwnership } from '../apply/ownership.ts';
import { refusals } from '../errors.ts';
import { apiVersionOf, storageName } from '../registry.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { StoredEvent } from '../store/journal.ts';
import { inVersion } from './get.ts';
import { type Selection, select, selectionOf } from './list.ts';
import { parseResourceVersion, requireWatchOptions } from './list-options.ts';

/** How often a watch that allows bookmarks gets one (the watch cache's own minute). */
const BOOKMARK_INTERVAL_MS = 60_000;
export const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export interface WatchHandle {
  stop(): void;
}

/** Passes each change on, in their order, when what it takes has been done (conversion). */
export type Hold = (event: StoredEvent, forward: (event: StoredEvent) => void) => void;

/**
 * A watch of a collection (apiserver/pkg/storage/cacher). Throws 410 when it would start before the journal. Events come
 * in the order of commits; those of the past come before this function returns.
 */
export function watch(
  server: ServerState,
  request: ResourceRequest,
  onEvent: (event: WatchEvent) => void,
  hold?: Hold,
): WatchHandle {
  const { query } = request;
  requireWatchOptions(query);
  const selection = selectionOf(request);
  const filter = createFilter(request, selection);
  const text = query.get('resourceVersion') ?? '';
  const from = parseResourceVersion(text);
  const initial = query.get('sendInitialEvents');
  const sendState = initial === null ? text === '' || from === 0 : initial === 'true';
  const past = sendState || from === 0 ? [] : server.store.since(storageName(request.definition), from);
  if (past === null) {
    throw refusals.expired(`too old resource version: ${from} (${server.store.oldestRevision})`);
  }

  let stopped = false;
  // Present from the start, so that a write made by a listener during the initial events is not lost; it is held back
  // until they are through.
  const held: StoredEvent[] = [];
  let started = false;
  const startRevision = server.store.revision;
  const tell = (event: StoredEvent) => {
    const filtered = stopped ? null : filter(event);
    if (filtered) onEvent(filtered);
  };
  const forward = (event: StoredEvent) => {
    if (event.revision <= startRevision) return;
    if (started) tell(event);
    else held.push(event);
  };
  const changed = hold ? (event: StoredEvent) => hold(event, forward) : forward;
  const unsubscribe = server.store.subscribe(storageName(request.definition), changed);
  const cancelBookmarks = scheduleBookmarks(server, request, onEvent);
  const handle = {
    stop: () => {
      stopped = true;
      unsubscribe();
      cancelBookmarks();
    },
  };
  if (sendState) {
    for (const object of select(server, request, selection)) if (!stopped) onEvent({ type: 'ADDED', object });
    if (initial === 'true' && !stopped) onEvent(bookmark(request, startRevision, { [INITIAL_EVENTS_END]: 'true' }));
  }
  for (const event of past) tell(event);
  for (let event = held.shift(); event; event = held.shift()) tell(event);
  started = true;
  return handle;
}

/** What one watcher sees of a change: an object that starts or stops matching is added or deleted for it. */
function createFilter(request: ResourceRequest, selection: Selection): (event: StoredEvent) => WatchEvent | null {
  const { definition, namespace } = request;
  const anyNamespace = !definition.namespaced || namespace === '';
  return ({ type, key, object, previous }) => {
    if (!anyNamespace && key.namespace !== namespace) return null;
    if (selection.everything) return { type, object: inVersion(object, definition) };
    if (selection.name !== undefined && key.name !== selection.name) return null;
    const was = previous !== undefined && selection.matches(previous);
    if (type === 'DELETED') return was ? { type, object: inVersion(object, definition) } : null;
    const is = selection.matches(object);
    if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: inVersion(object, definition) };
    if (!was) return null;
    const { resourceVersion } = object.metadata;
    const gone = Object.freeze({ ...previous, metadata: Object.freeze({ ...previous.metadata, resourceVersion }) });
    setOwnership(gone, ownershipOf(previous));
    return { type: 'DELETED', object: inVersion(gone, definition) };
  };
}

function scheduleBookmarks(
  server: ServerState,
  request: ResourceRequest,
  onEvent: (event: WatchEvent) => void,
): () => void {
  if (request.query.get('allowWatchBookmarks') !== 'true' || !request.fromWire) return () => {};
  let cancel = () => {};
  const next = () => {
    cancel = server.clock.schedule(BOOKMARK_INTERVAL_MS, () => {
      onEvent(bookmark(request, server.store.revision));
      next();
    });
  };
  next();
  return () => cancel();
}

function bookmark(request: ResourceRequest, revision: number, annotations?: Record<string, string>): WatchEvent {
  const { definition } = request;
  const object: KubernetesObject = {
    kind: definition.kind,
    apiVersion: apiVersionOf(definition),
    metadata: { resourceVersion: String(revision), ...(annotations && { annotations }) },
  };
  return { type: 'BOOKMARK', object: Object.freeze(object) };
}
