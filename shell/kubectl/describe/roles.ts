import { type JsonObject, listAt, recordAt, recordsAt, stringAt } from '../json.ts';
import { annotations, type Lines, labels } from './parts.ts';

/** One grant taken apart: one verb on one thing. */
interface Rule {
  readonly group: string;
  readonly resource: string;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  verbs: string[];
}

/** Roles and ClusterRoles (describe.go describeRole): grants of the same thing on one line. */
export function describeRole(role: JsonObject): Lines {
  return [
    `Name:\t${stringAt(role, 'metadata', 'name')}`,
    ...labels(role),
    ...annotations(role),
    'PolicyRule:',
    '  Resources\tNon-Resource URLs\tResource Names\tVerbs',
    '  ---------\t-----------------\t--------------\t-----',
    ...ruleRows(recordsAt(role, 'rules')).map((row) => `  ${row.join('\t')}`),
  ];
}

/** Resource, URLs, names and verbs of each grant. */
export function ruleRows(rules: readonly JsonObject[]): string[][] {
  return compact(rules.flatMap(breakDown)).map((rule) => [
    resourceText(rule),
    listText(rule.urls),
    listText(rule.names),
    listText(rule.verbs),
  ]);
}

export function describeRoleBinding(binding: JsonObject): Lines {
  const role = recordAt(binding, 'roleRef');
  return [
    `Name:\t${stringAt(binding, 'metadata', 'name')}`,
    ...labels(binding),
    ...annotations(binding),
    'Role:',
    `  Kind:\t${stringAt(role, 'kind')}`,
    `  Name:\t${stringAt(role, 'name')}`,
    'Subjects:',
    '  Kind\tName\tNamespace',
    '  ----\t----\t---------',
    ...recordsAt(binding, 'subjects').map(
      (subject) => `  ${stringAt(subject, 'kind')}\t${stringAt(subject, 'name')}\t${stringAt(subject, 'namespace')}`,
    ),
  ];
}

/** component-helpers/auth/rbac/validation BreakdownRule. */
function breakDown(rule: JsonObject): Rule[] {
  const texts = (field: string) => listAt(rule, field).map(String);
  const names = texts('resourceNames');
  const resources = texts('apiGroups').flatMap((group) =>
    texts('resources').flatMap((resource) =>
      texts('verbs').flatMap((verb) =>
        (names.length > 0 ? names.map((name) => [name]) : [[]]).map((one) => ({
          ...{ group, resource, urls: [], names: one },
          verbs: [verb],
        })),
      ),
    ),
  );
  const urls = texts('nonResourceURLs').flatMap((url) =>
    texts('verbs').map((verb) => ({ group: '', resource: '', urls: [url], names: [], verbs: [verb] })),
  );
  return [...resources, ...urls];
}

/** pkg/util/rbac CompactRules, sorted as the printed Go structures would be. */
function compact(rules: readonly Rule[]): Rule[] {
  const byThing = new Map<string, Rule>();
  const others: Rule[] = [];
  for (const rule of rules) {
    if (rule.urls.length > 0) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.group, rule.resource, rule.names]);
    const known = byThing.get(key);
    if (!known) byThing.set(key, rule);
    else known.verbs = [...new Set([...known.verbs, ...rule.verbs])];
  }
  const text = (rule: Rule) => goText(rule);
  return [...others, ...byThing.values()].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

function goText({ verbs, group, resource, names, urls }: Rule): string {
  const onUrls = urls.length > 0;
  return `&PolicyRule{Verbs:${listText(verbs)},APIGroups:${listText(onUrls ? [] : [group])},Resources:${listText(onUrls ? [] : [resource])},ResourceNames:${listText(names)},NonResourceURLs:${listText(urls)},}`;
}

/** CombineResourceGroup: `deployments.apps/scale`. */
function resourceText({ group, resource, urls }: Rule): string {
  if (urls.length > 0) return '';
  const [name = '', subresource] = resource.split(/\/(.*)/s);
  return `${name}${group ? `.${group}` : ''}${subresource === undefined ? '' : `/${subresource}`}`;
}

const listText = (items: readonly string[]): string => `[${items.join(' ')}]`;
