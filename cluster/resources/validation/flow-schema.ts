import type {
  FlowSchema,
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from 'kubernetes-types/flowcontrol/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { mandatoryFlowSchemas } from '../flow-control-objects.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from './names.ts';

const HIGHEST_PRECEDENCE = 10_000;
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** Source: pkg/apis/flowcontrol/validation.ValidateFlowSchema. */
export function validateFlowSchema(object: KubernetesObject): FieldError[] {
  const { spec, metadata } = typed<FlowSchema>(object);
  const name = metadata?.name ?? '';
  const errors = validateSpec(name, spec);
  const fixed = mandatoryFlowSchemas[name];
  if (fixed && !same(spec, fixed)) errors.push(invalid('spec', spec, `spec of '${name}' must equal the fixed value`));
  return [...errors, ...validateFlowStatus(object)];
}

/** Of FlowSchemas and PriorityLevelConfigurations. */
export function validateFlowStatus(object: KubernetesObject): FieldError[] {
  const conditions = typed<FlowSchema>(object).status?.conditions ?? [];
  return conditions.flatMap(({ type }, index) => {
    const path = `status.conditions[${index}].type`;
    const again = conditions.findIndex((other) => other.type === type) < index;
    return [...(again ? [duplicate(path, type)] : []), ...(type ? [] : [required(path)])];
  });
}

function validateSpec(name: string, spec: FlowSchemaSpec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const precedence = spec?.matchingPrecedence ?? 0;
  const complain = (detail: string) => errors.push(invalid('spec.matchingPrecedence', precedence, detail));
  if (precedence <= 0) complain('must be a positive value');
  if (precedence > HIGHEST_PRECEDENCE) complain(`must not be greater than ${HIGHEST_PRECEDENCE}`);
  if (precedence === 1 && name !== 'exempt') complain("only the schema named 'exempt' may have matchingPrecedence 1");
  const method = spec?.distinguisherMethod;
  if (method && !['ByNamespace', 'ByUser'].includes(method.type)) {
    errors.push(notSupported('spec.distinguisherMethod.type', method, ['ByNamespace', 'ByUser']));
  }
  const level = spec?.priorityLevelConfiguration?.name ?? '';
  const levelField = 'spec.priorityLevelConfiguration.name';
  if (level === '') errors.push(required(levelField, 'must reference a priority level'));
  else errors.push(...dns1123SubdomainProblems(level).map((problem) => invalid(levelField, level, problem)));
  return [...errors, ...(spec?.rules ?? []).flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`))];
}

function validateRule(rule: PolicyRulesWithSubjects, path: string): FieldError[] {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  const errors = subjects.flatMap((subject, index) => validateSubject(subject, `${path}.subjects[${index}]`));
  if (subjects.length === 0) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
  if (resourceRules.length + nonResourceRules.length === 0) {
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  return [
    ...errors,
    ...resourceRules.flatMap((each, index) => validateResourceRule(each, `${path}.resourceRules[${index}]`)),
    ...nonResourceRules.flatMap((each, index) => validateNonResourceRule(each, `${path}.nonResourceRules[${index}]`)),
  ];
}

const SUBJECT_FIELDS = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;

function validateSubject(subject: Subject, path: string): FieldError[] {
  const kinds = Object.entries(SUBJECT_FIELDS);
  const own = kinds.find(([kind]) => kind === subject.kind)?.[1];
  if (!own) return [notSupported(`${path}.kind`, subject.kind, ['Group', 'ServiceAccount', 'User'])];
  const { name = '' } = subject[own] ?? {};
  const errors: FieldError[] = [];
  if (!subject[own])
    errors.push(required(`${path}.${own}`, `${own} is required when subject kind is '${subject.kind}'`));
  else if (name === '') errors.push(required(`${path}.${own}.name`));
  if (own === 'serviceAccount' && subject.serviceAccount) {
    errors.push(...validateServiceAccount(subject.serviceAccount, `${path}.${own}`));
  }
  for (const [kind, other] of [kinds[1]!, kinds[0]!, kinds[2]!]) {
    if (other === own || !subject[other]) continue;
    errors.push(forbidden(`${path}.${other}`, `${other} is forbidden when subject kind is not '${kind}'`));
  }
  return errors;
}

function validateServiceAccount(account: NonNullable<Subject['serviceAccount']>, path: string): FieldError[] {
  const { name = '', namespace = '' } = account;
  const errors: FieldError[] = [];
  if (name !== '' && name !== '*') {
    errors.push(...dns1123SubdomainProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
  }
  if (namespace === '') errors.push(required(`${path}.namespace`, 'must specify namespace for service account'));
  else
    errors.push(...dns1123LabelProblems(namespace).map((problem) => invalid(`${path}.namespace`, namespace, problem)));
  return errors;
}

/** A list that holds `*` holds nothing else. */
function wildcardAlone(values: readonly string[], field: string, what: string): FieldError[] {
  if (values.length < 2 || !values.includes('*')) return [];
  return [invalid(field, values, `if '*' is present, must not specify other ${what}`)];
}

function validateVerbs(verbs: readonly string[], path: string): FieldError[] {
  if (verbs.length === 0) return [required(`${path}.verbs`, 'verbs must contain at least one value')];
  if (verbs.includes('*')) return wildcardAlone(verbs, `${path}.verbs`, 'verbs');
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupported(`${path}.verbs`, verbs, VERBS)];
}

function validateResourceRule(rule: ResourcePolicyRule, path: string): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope } = rule;
  const errors = validateVerbs(verbs, path);
  if (apiGroups.length === 0) {
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  errors.push(...wildcardAlone(apiGroups, `${path}.apiGroups`, 'api groups'));
  if (resources.length === 0) {
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  errors.push(...wildcardAlone(resources, `${path}.resources`, 'resources'));
  const field = `${path}.namespaces`;
  if (namespaces.length === 0 && !clusterScope) {
    const rule = 'resource rules that are not cluster scoped must supply at least one namespace';
    return [...errors, required(field, rule)];
  }
  if (namespaces.includes('*')) return [...errors, ...wildcardAlone(namespaces, field, 'namespaces')];
  const introduction = "each member of this list must be '*' or a DNS-1123 label; ";
  const problems = namespaces.flatMap((namespace, index) =>
    dns1123LabelProblems(namespace).map((problem) => invalid(`${field}[${index}]`, namespace, introduction + problem)),
  );
  return [...errors, ...problems];
}

function validateNonResourceRule(
  { verbs, nonResourceURLs: urls = [] }: NonResourcePolicyRule,
  path: string,
): FieldError[] {
  const errors = validateVerbs(verbs ?? [], path);
  const field = `${path}.nonResourceURLs`;
  if (urls.length === 0) errors.push(required(field, 'nonResourceURLs must contain at least one value'));
  if (urls.includes('*')) return [...errors, ...wildcardAlone(urls, field, 'non-resource URLs')];
  for (const [index, url] of urls.entries()) {
    const problem = urlProblem(url);
    if (problem) errors.push(invalid(`${field}[${index}]`, url, problem));
  }
  return errors;
}

/** Source: ValidateNonResourceURLPath. */
function urlProblem(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'must start with slash';
  if (path.includes(' ')) return 'must not contain white-space';
  if (path.includes('//')) return 'must not contain double slash';
  const stars = path.split('*').length - 1;
  return stars > 1 || (stars === 1 && !path.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}
