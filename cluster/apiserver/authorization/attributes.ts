import type { UserInfo } from '../../machinery/api-transport.ts';

/** What a request is about, as authorization sees it (apiserver/pkg/authorization/authorizer.Attributes). */
export type Attributes = ResourceAttributes | PathAttributes;

export interface ResourceAttributes {
  /** get, list, watch, create, update, patch, delete, deletecollection, or a word of its own: impersonate, bind … */
  readonly verb: string;
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** '' for all namespaces and for what is in none. */
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
  /** `spec.nodeName` → node, as far as a field selector says so; absent: no selector. */
  readonly fieldSelector?: ReadonlyMap<string, string>;
}

export interface PathAttributes {
  /** The HTTP method in lower case. */
  readonly verb: string;
  readonly path: string;
}

export type Decision = 'allow' | 'no-opinion';

/** `reason` is '' when there is nothing to say. */
export interface Verdict {
  readonly decision: Decision;
  readonly reason: string;
  /** Roles that bindings name and that are not there. */
  readonly evaluationError?: string;
}

export function isResourceRequest(attributes: Attributes): attributes is ResourceAttributes {
  return 'resource' in attributes;
}

/** apiserver/pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage. */
export function forbiddenMessage(user: UserInfo, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot ${attributes.verb}`;
  if (!isResourceRequest(attributes)) return escaped(`${who} path ${JSON.stringify(attributes.path)}`);
  const { resource, subresource, group, namespace } = attributes;
  const what = JSON.stringify(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope';
  return escaped(`${who} resource ${what} in API group ${JSON.stringify(group)} ${where}`);
}

/** The message may end up in a page: what could be markup is written as an entity. */
function escaped(message: string): string {
  return message.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
