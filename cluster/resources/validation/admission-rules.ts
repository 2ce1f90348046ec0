import { duplicate, type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { pathSegmentProblems } from './names.ts';

/** Which requests a webhook or policy is about (admissionregistration.k8s.io/v1 RuleWithOperations). */
export interface RuleWithOperations {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

export interface NamedRuleWithOperations extends RuleWithOperations {
  readonly resourceNames?: readonly string[];
}

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** Source: pkg/apis/admissionregistration/validation.validateRuleWithOperations. */
export function validateRuleWithOperations(rule: RuleWithOperations, path: string): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const errors: FieldError[] = [
    ...list(operations, `${path}.operations`, 'operations'),
    ...operations.flatMap((operation, index) =>
      OPERATIONS.includes(operation) ? [] : [notSupported(`${path}.operations[${index}]`, operation, OPERATIONS)],
    ),
    ...list(apiGroups, `${path}.apiGroups`, 'API groups'),
    ...list(apiVersions, `${path}.apiVersions`, 'API versions'),
    ...apiVersions.flatMap((version, index) => (version === '' ? [required(`${path}.apiVersions[${index}]`)] : [])),
    ...validateResources(resources, `${path}.resources`),
  ];
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  return errors;
}

/** Source: validateNamedRuleWithOperations. */
export function validateNamedRule(rule: NamedRuleWithOperations, path: string): FieldError[] {
  const names = rule.resourceNames ?? [];
  const errors = names.flatMap((name, index) => {
    const field = `${path}.resourceNames[${index}]`;
    const problems = pathSegmentProblems(name).map((problem) => invalid(field, name, problem));
    return names.indexOf(name) < index ? [...problems, duplicate(field, name)] : problems;
  });
  return [...errors, ...validateRuleWithOperations(rule, path)];
}

/** At least one, and nothing beside `*`. */
function list(values: readonly string[], field: string, what: string): FieldError[] {
  if (values.length === 0) return [required(field)];
  if (values.length === 1 || !values.includes('*')) return [];
  return [invalid(field, values, `if '*' is present, must not specify other ${what}`)];
}

/** Source: validateResources. */
function validateResources(resources: readonly string[], field: string): FieldError[] {
  if (resources.length === 0) return [required(field)];
  const errors: FieldError[] = [];
  const anySubresource = new Set<string>();
  const anyResource = new Set<string>();
  let plain = false;
  for (const [index, text] of resources.entries()) {
    const at = `${field}[${index}]`;
    if (text === '') {
      errors.push(required(at));
      continue;
    }
    const slash = text.indexOf('/');
    if (slash < 0) {
      plain = text !== '*';
      continue;
    }
    const [resource, subresource] = [text.slice(0, slash), text.slice(slash + 1)];
    const clash = (pattern: string) =>
      errors.push(invalid(at, text, `if '${pattern}' is present, must not specify ${text}`));
    if (anySubresource.has(resource)) clash(`${resource}/*`);
    if (anyResource.has(subresource)) clash(`*/${subresource}`);
    if (subresource === '*') anySubresource.add(resource);
    if (resource === '*') anyResource.add(subresource);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(field, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && plain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(field, resources, detail));
  }
  return errors;
}
