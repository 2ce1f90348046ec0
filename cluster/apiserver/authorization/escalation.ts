import type { UserInfo } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { aggregate, authorize, PRIVILEGED_GROUP } from './authorize.ts';
import { compactRules, ruleText, uncovered } from './covers.ts';
import { type PolicyRule, parseRules } from './policy-rule.ts';
import { grantsOf, roleOf, roleRules } from './rule-resolver.ts';

const GROUP = 'rbac.authorization.k8s.io';
const NOTHING = { resources: [], resourceNames: [], nonResourceURLs: [], apiGroups: [] };
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { ...NOTHING, verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { ...NOTHING, verbs: ['*'], nonResourceURLs: ['*'] },
];

interface Written {
  readonly group: string;
  readonly plural: string;
  readonly namespace: string;
}

/**
 * Refuses to store a role or binding that would give more than the user holds. `old` when it is an update. Source:
 * pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased.
 */
export function refuseEscalation(
  server: ServerState,
  user: UserInfo,
  written: Written,
  object: KubernetesObject,
  old?: KubernetesObject,
): void {
  const { group, plural, namespace } = written;
  if (group !== GROUP || user.groups.includes(PRIVILEGED_GROUP)) return;
  if (old && onlyGarbageCollectionFieldsDiffer(object, old)) return;
  const name = object.metadata.name ?? '';
  const forbid = (why: string | null) => {
    if (why !== null) throw refusals.forbidden(written, name, why);
  };
  if (plural === 'roles' || plural === 'clusterroles') {
    if (mayDo(server, user, 'escalate', plural, namespace, name)) return;
    forbid(missingRights(server, user, namespace, parseRules(Array.isArray(object.rules) ? object.rules : [])));
    if (!gathers(object) && !(old && gathers(old))) return;
    if (missingRights(server, user, '', FULL_AUTHORITY) === null) return;
    forbid('must have cluster-admin privileges to use the aggregationRule');
  }
  if (plural === 'rolebindings' || plural === 'clusterrolebindings') {
    const role = roleOf(object);
    const roles = role.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
    if (mayDo(server, user, 'bind', roles, namespace, role.name)) return;
    const { rules, error } = roleRules(server.store, role, namespace);
    if (error !== undefined) throw refusals.notFound({ group, plural: roles.slice(0, -1) }, role.name);
    forbid(missingRights(server, user, namespace, rules));
  }
}

function mayDo(server: ServerState, user: UserInfo, verb: string, resource: string, namespace: string, name: string) {
  const attributes = { verb, group: GROUP, version: '*', resource, subresource: '', namespace, name };
  return authorize(server, user, attributes).decision === 'allow';
}

/** Null when the user holds all of `rules` (pkg/registry/rbac/validation.ConfirmNoEscalation). */
function missingRights(
  { store }: ServerState,
  user: UserInfo,
  namespace: string,
  rules: readonly PolicyRule[],
): string | null {
  const held = [...grantsOf(store, user, namespace)];
  const missing = uncovered(
    held.flatMap((grant) => grant.rules),
    rules,
  );
  if (missing.length === 0) return null;
  const lines = [...new Set(compactRules(missing).map(ruleText))].sort();
  const groups = user.groups.map((group) => JSON.stringify(group)).join(' ');
  const errors = held.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const unresolved = errors.length > 0 ? `; resolution errors: [${aggregate(errors)}]` : '';
  const who = `user ${JSON.stringify(user.name)} (groups=[${groups}])`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${unresolved}`;
}

function gathers(role: KubernetesObject): boolean {
  const { aggregationRule } = role as { aggregationRule?: unknown };
  return (
    isMap(aggregationRule) &&
    Array.isArray(aggregationRule.clusterRoleSelectors) &&
    aggregationRule.clusterRoleSelectors.length > 0
  );
}

/** pkg/registry/rbac.IsOnlyMutatingGCFields. */
function onlyGarbageCollectionFieldsDiffer(object: KubernetesObject, old: KubernetesObject): boolean {
  const rest = ({ metadata, ...body }: KubernetesObject) => {
    const { finalizers: _, ownerReferences: __, managedFields: ___, ...others } = metadata as Record<string, unknown>;
    return JSON.stringify([others, body]);
  };
  return rest(object) === rest(old);
}
