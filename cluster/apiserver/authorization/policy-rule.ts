import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap } from '../json.ts';
import { type Attributes, isResourceRequest } from './attributes.ts';

/** rbac.authorization.k8s.io/v1 PolicyRule, every list present. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const rulesOfRoles = new WeakMap<object, readonly PolicyRule[]>();

/** The rules of a Role or ClusterRole; read once for each stored version (and once a process for shared ones). */
export function rulesOf(role: KubernetesObject): readonly PolicyRule[] {
  const { rules } = role as { rules?: unknown };
  if (!Array.isArray(rules)) return [];
  let parsed = rulesOfRoles.get(rules);
  if (!parsed) {
    parsed = parseRules(rules);
    if (Object.isFrozen(rules)) rulesOfRoles.set(rules, parsed);
  }
  return parsed;
}

export function parseRules(rules: readonly unknown[]): PolicyRule[] {
  return rules.filter(isMap).map((rule) => ({
    verbs: texts(rule.verbs),
    apiGroups: texts(rule.apiGroups),
    resources: texts(rule.resources),
    resourceNames: texts(rule.resourceNames),
    nonResourceURLs: texts(rule.nonResourceURLs),
  }));
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** plugin/pkg/auth/authorizer/rbac.RuleAllows. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!matches(rule.verbs, attributes.verb)) return false;
  if (!isResourceRequest(attributes)) {
    return rule.nonResourceURLs.some((url) => url === '*' || pathCovers(url, attributes.path));
  }
  const { group, resource, subresource, name } = attributes;
  return (
    matches(rule.apiGroups, group) &&
    resourceMatches(rule.resources, resource, subresource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

/** `/healthz/*` covers what begins so. */
export function pathCovers(owner: string, path: string): boolean {
  return owner === path || (owner.endsWith('*') && path.startsWith(owner.replace(/\*+$/, '')));
}

function matches(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted);
}

function resourceMatches(allowed: readonly string[], resource: string, subresource: string): boolean {
  if (subresource === '') return matches(allowed, resource);
  return matches(allowed, `${resource}/${subresource}`) || allowed.includes(`*/${subresource}`);
}
