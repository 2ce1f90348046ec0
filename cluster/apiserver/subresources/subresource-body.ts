import type { MutableObject } from '../../resources/resource-definition.ts';
import { copyJson, isMap } from '../json.ts';
import { apiVersionOf } from '../registry.ts';
import type { ResourceRequest } from '../resource-request.ts';

/** The body of a subresource that only acts (Binding, Eviction, TokenRequest), as admission sees it. */
export function subresourceBody(
  request: ResourceRequest,
  kind: { readonly group: string; readonly version: string; readonly kind: string },
): MutableObject {
  const copy = copyJson(request.body);
  const { metadata, ...rest } = isMap(copy) ? copy : {};
  return { ...rest, kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: isMap(metadata) ? metadata : {} };
}
