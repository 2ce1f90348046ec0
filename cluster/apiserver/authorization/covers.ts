import { type PolicyRule, pathCovers } from './policy-rule.ts';

/** What of `servant` the owner's rules do not cover, in atoms (component-helpers/auth/rbac/validation.Covers). */
export function uncovered(owner: readonly PolicyRule[], servant: readonly PolicyRule[]): PolicyRule[] {
  return servant.flatMap(atoms).filter((atom) => !owner.some((rule) => covers(rule, atom)));
}

/** Rules with at most one verb, resource, name or path each. */
function atoms({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): PolicyRule[] {
  const none = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]];
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((name) => ({
          ...none,
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          resourceNames: name,
        })),
      ),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({ ...none, nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(owner: PolicyRule, atom: PolicyRule): boolean {
  const has = (set: readonly string[], wanted: readonly string[]) =>
    set.includes('*') || wanted.every((item) => set.includes(item));
  if (!has(owner.verbs, atom.verbs)) return false;
  const [path] = atom.nonResourceURLs;
  if (path !== undefined) return owner.nonResourceURLs.some((url) => pathCovers(url, path));
  const [name] = atom.resourceNames;
  const namesCovered = owner.resourceNames.length === 0 || (name !== undefined && owner.resourceNames.includes(name));
  return has(owner.apiGroups, atom.apiGroups) && resourceCovered(owner.resources, atom.resources[0]!) && namesCovered;
}

function resourceCovered(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`*/${resource.slice(slash + 1)}`);
}

/** Joins the verbs of rules about one resource and name (pkg/registry/rbac/validation.CompactRules). */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const compacted = new Map<string, PolicyRule>();
  rules.forEach((rule, index) => {
    const { apiGroups, resources, resourceNames, nonResourceURLs } = rule;
    const simple = nonResourceURLs.length === 0;
    const key = simple ? JSON.stringify([apiGroups, resources, resourceNames]) : String(index);
    const known = compacted.get(key);
    compacted.set(key, known ? { ...known, verbs: [...known.verbs, ...rule.verbs] } : rule);
  });
  return [...compacted.values()];
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}` (pkg/apis/rbac/v1.CompactString). */
export function ruleText(rule: PolicyRule): string {
  const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;
  const parts: [string, readonly string[]][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  return `{${parts
    .filter(([, items]) => items.length > 0)
    .map(([name, items]) => `${name}:${list(items)}`)
    .join(', ')}}`;
}
