import type { UserInfo } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap } from '../json.ts';
import type { Store } from '../store/store.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';

const GROUP = 'rbac.authorization.k8s.io';
const CLUSTER_ROLES = `${GROUP}/clusterroles`;
const CLUSTER_ROLE_BINDINGS = `${GROUP}/clusterrolebindings`;
const ROLES = `${GROUP}/roles`;
const ROLE_BINDINGS = `${GROUP}/rolebindings`;

export interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

/** The rules that a binding gives a user, or what is wrong with it. `reason` tells where they come from. */
export interface Grant {
  readonly reason: string;
  readonly rules: readonly PolicyRule[];
  readonly error?: string;
}

/** Everything that bindings give a user, cluster-wide ones first (pkg/registry/rbac/validation/rule.go VisitRulesFor). */
export function* grantsOf(store: Store, user: UserInfo, namespace: string): Generator<Grant> {
  yield* grants(store, user, store.list(CLUSTER_ROLE_BINDINGS), '');
  if (namespace) yield* grants(store, user, store.list(ROLE_BINDINGS, namespace), namespace);
}

function* grants(
  store: Store,
  user: UserInfo,
  bindings: readonly KubernetesObject[],
  namespace: string,
): Generator<Grant> {
  for (const binding of bindings) {
    const subject = subjectsOf(binding).find((candidate) => isMeant(candidate, user, namespace));
    if (!subject) continue;
    const role = roleOf(binding);
    const { rules, error } = roleRules(store, role, namespace);
    const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding';
    const name = namespace ? `${binding.metadata.name}/${namespace}` : binding.metadata.name;
    const reason = `RBAC: allowed by ${kind} ${JSON.stringify(name)} of ${role.kind} ${JSON.stringify(role.name)} to ${describe(subject, namespace)}`;
    yield { reason, rules, ...(error !== undefined && { error }) };
  }
}

/** What a role reference stands for, seen from a binding in `namespace` ('' for a ClusterRoleBinding). */
export function roleRules(
  store: Store,
  role: RoleReference,
  namespace: string,
): { readonly rules: readonly PolicyRule[]; readonly error?: string } {
  const clusterWide = role.kind === 'ClusterRole';
  const key = clusterWide
    ? { resource: CLUSTER_ROLES, namespace: '', name: role.name }
    : { resource: ROLES, namespace, name: role.name };
  const found = store.get(key);
  if (found) return { rules: rulesOf(found) };
  const plural = clusterWide ? 'clusterrole' : 'role';
  return { rules: [], error: `${plural}.${GROUP} ${JSON.stringify(role.name)} not found` };
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

const subjectsOfBindings = new WeakMap<object, readonly Subject[]>();

function subjectsOf(binding: KubernetesObject): readonly Subject[] {
  const { subjects } = binding as { subjects?: unknown };
  if (!Array.isArray(subjects)) return [];
  let parsed = subjectsOfBindings.get(subjects);
  if (!parsed) {
    parsed = subjects.filter(isMap).map(({ kind, name, namespace }) => ({
      kind: String(kind ?? ''),
      name: String(name ?? ''),
      namespace: typeof namespace === 'string' ? namespace : '',
    }));
    subjectsOfBindings.set(subjects, parsed);
  }
  return parsed;
}

export function roleOf({ roleRef }: KubernetesObject): RoleReference {
  const reference = isMap(roleRef) ? roleRef : {};
  return { kind: String(reference.kind ?? ''), name: String(reference.name ?? '') };
}

function isMeant(subject: Subject, user: UserInfo, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const namespace = subject.namespace || bindingNamespace;
      return namespace !== '' && user.name === `system:serviceaccount:${namespace}:${subject.name}`;
    }
    default:
      return false;
  }
}

function describe({ kind, name, namespace }: Subject, bindingNamespace: string): string {
  const inNamespace = kind === 'ServiceAccount' ? `/${namespace || bindingNamespace}` : '';
  return `${kind} ${JSON.stringify(`${name}${inNamespace}`)}`;
}
