import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { refusals } from '../errors.ts';
import { parseFieldSelector } from '../field-selector.ts';
import { parseLabelSelector } from '../label-selector.ts';
import { apiVersionOf, storageName } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import { inVersion } from './get.ts';

/** Which objects a list, a watch or a deletion of a collection is about. */
export interface Selection {
  matches(object: KubernetesObject): boolean;
  /** No selectors: everything in the namespace matches. */
  readonly everything: boolean;
  readonly name?: string;
}

export function selectionOf(request: ResourceRequest): Selection {
  const labels = request.query.get('labelSelector') ?? '';
  const fields = request.query.get('fieldSelector') ?? '';
  if (labels === '' && fields === '') return { matches: () => true, everything: true };
  const matchesLabels = parseLabelSelector(labels);
  const field = parseFieldSelector(fields, request.definition);
  return {
    matches: (object) => matchesLabels(object.metadata.labels) && field.matches(object),
    everything: false,
    ...(field.name !== undefined && { name: field.name }),
  };
}

/** All objects of the request's collection that its selectors match, in key order. */
export function select(server: ServerState, request: ResourceRequest, selection: Selection): KubernetesObject[] {
  const { definition, namespace } = request;
  if (definition.computed) return definition.computed().filter((object) => selection.matches(object));
  const everywhere = definition.namespaced && namespace === '';
  if (selection.name !== undefined && !everywhere) {
    const found = server.store.get(keyOf(request, selection.name));
    return found && selection.matches(found) ? [found] : [];
  }
  const objects = server.store.list(storageName(definition), everywhere ? undefined : keyOf(request).namespace);
  return (selection.everything ? objects : objects.filter(selection.matches)).map((o) => inVersion(o, definition));
}

/** GET of a collection. */
export function list(server: ServerState, request: ResourceRequest): ApiResponse {
  const { definition, query } = request;
  checkResourceVersion(server, query);
  const selection = selectionOf(request);
  const page = paginate(select(server, request, selection), query, server.store.revision, selection.everything);
  return { status: 200, body: listOf(definition, page.items, page.metadata) };
}

export function listOf(
  definition: ResourceDefinition,
  items: readonly KubernetesObject[],
  metadata: Record<string, unknown>,
): KubernetesObject & { items: readonly KubernetesObject[] } {
  return Object.freeze({
    kind: definition.custom?.listKind ?? `${definition.kind}List`,
    apiVersion: apiVersionOf(definition),
    metadata,
    items,
  });
}

/** Versions ahead of the store have not happened yet; an exact one must be the present (older ones are compacted). */
function checkResourceVersion(server: ServerState, query: URLSearchParams): void {
  const text = query.get('resourceVersion') ?? '';
  const wanted = parseResourceVersion(text);
  if (wanted > server.store.revision) throw refusals.tooLargeResourceVersion(wanted, server.store.revision);
  if (query.get('resourceVersionMatch') === 'Exact' && wanted < server.store.oldestRevision) {
    throw refusals.expired(`The resourceVersion for the provided list is too old.`);
  }
}

export function parseResourceVersion(text: string): number {
  if (text === '') return 0;
  if (!/^\d{1,15}$/.test(text)) {
    throw refusals.invalid('meta.k8s.io', 'ListOptions', '', [
      {
        type: 'FieldValueInvalid',
        field: 'resourceVersion',
        badValue: text,
        detail: `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
      },
    ]);
  }
  return Number(text);
}

interface ContinueToken {
  readonly rv: number;
  readonly start: string;
}

/** Pages by key, as etcd does. A page shows the present, under the resourceVersion of the first. */
function paginate(objects: readonly KubernetesObject[], query: URLSearchParams, revision: number, exact: boolean) {
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue') ? decodeToken(query.get('continue')!) : null;
  const rest = token ? objects.filter((object) => storageKey(object) > token.start) : objects;
  const resourceVersion = String(token?.rv ?? revision);
  if (!(limit > 0) || rest.length <= limit) return { items: rest, metadata: { resourceVersion } };
  const items = rest.slice(0, limit);
  const next = encodeToken({ rv: token?.rv ?? revision, start: storageKey(items.at(-1)!) });
  const remainingItemCount = rest.length - limit;
  return { items, metadata: { resourceVersion, continue: next, ...(exact && { remainingItemCount }) } };
}

function storageKey(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function encodeToken(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');
}

function decodeToken(text: string): ContinueToken {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof token === 'object' && token !== null && 'rv' in token && 'start' in token) {
      if (typeof token.rv === 'number' && typeof token.start === 'string') return { rv: token.rv, start: token.start };
    }
  } catch {
    // Refused below.
  }
  throw refusals.badRequest('continue key is not valid: illegal base64 data');
}
