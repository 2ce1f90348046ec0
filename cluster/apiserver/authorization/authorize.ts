import type { UserInfo } from '../../machinery/api-transport.ts';
import { refusals, type StatusError } from '../errors.ts';
import type { ServerState } from '../resource-request.ts';
import { type Attributes, forbiddenMessage, isResourceRequest, type Verdict } from './attributes.ts';
import { ALWAYS_ALLOWED, type Delegation } from './delegate.ts';
import { authorizeNode } from './node-authorizer.ts';
import { ruleAllows } from './policy-rule.ts';
import { grantsOf } from './rule-resolver.ts';

export const PRIVILEGED_GROUP = 'system:masters';

/** Whether `user` may do it: the privileged group, the Node authorizer and RBAC, in this order (`--authorization-mode=Node,RBAC`). */
export function authorize(server: ServerState, user: UserInfo, attributes: Attributes): Verdict {
  if (user.groups.includes(PRIVILEGED_GROUP)) return { decision: 'allow', reason: '' };
  if (server.delegation) return authorizeElsewhere(server.delegation, user, attributes);
  const byNode = authorizeNode(server.store, user, attributes);
  if (byNode.decision === 'allow') return byNode;
  const byRoles = authorizeByRoles(server, user, attributes);
  if (byRoles.decision === 'allow') return byRoles;
  const reason = [byNode.reason, byRoles.reason].filter((text) => text !== '').join('\n');
  return { ...byRoles, reason };
}

function authorizeElsewhere(delegation: Delegation, user: UserInfo, attributes: Attributes): Verdict {
  const isAllowed = !isResourceRequest(attributes) && ALWAYS_ALLOWED.has(attributes.path);
  return isAllowed ? { decision: 'allow', reason: '' } : delegation.authorize(user, attributes);
}

/** Throws 403 unless `user` may do it. */
export function refuseUnlessAuthorized(server: ServerState, user: UserInfo, attributes: Attributes): void {
  const { decision, reason } = authorize(server, user, attributes);
  if (decision !== 'allow') throw forbidden(user, attributes, reason);
}

/** The 403 of apiserver/pkg/endpoints/handlers/responsewriters.Forbidden. */
function forbidden(user: UserInfo, attributes: Attributes, reason: string): StatusError {
  const message = forbiddenMessage(user, attributes);
  const why = reason ? `${message}: ${reason}` : message;
  if (!isResourceRequest(attributes)) return refusals.forbiddenPath(why);
  return refusals.forbidden({ group: attributes.group, plural: attributes.resource }, attributes.name, why);
}

function authorizeByRoles(server: ServerState, user: UserInfo, attributes: Attributes): Verdict {
  const namespace = isResourceRequest(attributes) ? attributes.namespace : '';
  const errors: string[] = [];
  for (const { rules, reason, error } of grantsOf(server.store, user, namespace)) {
    if (error !== undefined) errors.push(error);
    for (const rule of rules) if (ruleAllows(rule, attributes)) return { decision: 'allow', reason };
  }
  if (errors.length === 0) return { decision: 'no-opinion', reason: '' };
  return { decision: 'no-opinion', reason: `RBAC: ${aggregate(errors)}` };
}

/** apimachinery/pkg/util/errors.NewAggregate: one text alone, several in brackets, none twice. */
export function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? different[0]! : `[${different.join(', ')}]`;
}
