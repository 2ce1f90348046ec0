import type { ClusterRole, PolicyRule, RoleBinding, Subject } from 'kubernetes-types/rbac/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from './label-selector.ts';
import { dns1123SubdomainProblems, pathSegmentProblems } from './names.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Source: pkg/apis/rbac/validation.ValidateRole, ValidateClusterRole. */
export function validateRole(object: KubernetesObject): FieldError[] {
  const { rules, aggregationRule } = typed<ClusterRole>(object);
  const isNamespaced = object.kind === 'Role';
  const errors = (rules ?? []).flatMap((rule, index) => validateRule(rule, isNamespaced, `rules[${index}]`));
  if (isNamespaced || !aggregationRule) return errors;
  const field = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    errors.push(required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  }
  return [...errors, ...selectors.flatMap((selector, index) => validateLabelSelector(selector, `${field}[${index}]`))];
}

function validateRule(rule: PolicyRule, isNamespaced: boolean, path: string): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const field = `${path}.nonResourceURLs`;
    if (isNamespaced) {
      errors.push(invalid(field, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    }
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(field, nonResourceURLs, detail));
    }
    return errors;
  }
  if (apiGroups.length === 0) {
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}

/** Source: ValidateRoleBinding, ValidateClusterRoleBinding. */
export function validateBinding(object: KubernetesObject): FieldError[] {
  const { roleRef, subjects } = typed<RoleBinding>(object);
  const isNamespaced = object.kind === 'RoleBinding';
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  const errors: FieldError[] = [];
  if (apiGroup !== GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds));
  if (name === '') errors.push(required('roleRef.name'));
  else errors.push(...pathSegmentProblems(name).map((problem) => invalid('roleRef.name', name, problem)));
  return [
    ...errors,
    ...(subjects ?? []).flatMap((subject, index) => validateSubject(subject, isNamespaced, `subjects[${index}]`)),
  ];
}

function validateSubject(subject: Subject, isNamespaced: boolean, path: string): FieldError[] {
  const { kind, name = '', namespace = '', apiGroup = '' } = subject;
  const errors: FieldError[] = name === '' ? [required(`${path}.name`)] : [];
  if (kind === 'ServiceAccount') {
    if (name !== '') {
      errors.push(...dns1123SubdomainProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
    }
    if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!isNamespaced && namespace === '') errors.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [GROUP]));
  } else errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  return errors;
}
