import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { parseFieldSelector } from '../field-selector.ts';
import { parseLabelSelector } from '../label-selector.ts';
import { apiVersionOf, storageName } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { StoreView } from '../store/store-view.ts';
import { inVersion } from './get.ts';
import { requireListOptions } from './list-options.ts';
import { momentOf, pageOf } from './paginate.ts';

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
export function select(
  server: ServerState,
  request: ResourceRequest,
  selection: Selection,
  view: StoreView = server.store,
): KubernetesObject[] {
  const { definition, namespace } = request;
  const everywhere = definition.namespaced && namespace === '';
  if (definition.computed) {
    const isHere = ({ metadata }: KubernetesObject) => everywhere || (metadata.namespace ?? '') === namespace;
    return definition.computed().filter((object) => isHere(object) && selection.matches(object));
  }
  if (selection.name !== undefined && !everywhere) {
    const found = view.get(keyOf(request, selection.name));
    return found && selection.matches(found) ? [found] : [];
  }
  const objects = view.list(storageName(definition), everywhere ? undefined : keyOf(request).namespace);
  return (selection.everything ? objects : objects.filter(selection.matches)).map((o) => inVersion(o, definition));
}

/** GET of a collection. */
export function list(server: ServerState, request: ResourceRequest): ApiResponse {
  const { definition, query } = request;
  requireListOptions(query);
  const selection = selectionOf(request);
  const moment = momentOf(server, query);
  if (moment.limit > 0) server.compaction.revision(server.store.revision);
  // What is worked out for each request has no version.
  if (definition.computed) return { status: 200, body: listOf(definition, select(server, request, selection), {}) };
  const page = pageOf(select(server, request, selection, moment.view), moment, selection.everything);
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
