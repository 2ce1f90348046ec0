import type {
  AuditAnnotation,
  MatchResources,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
  Variable,
} from 'kubernetes-types/admissionregistration/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { validateNamedRule } from './admission-rules.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateMatchConditions } from './match-conditions.ts';
import { dns1035LabelProblems, dns1123SubdomainProblems, pathSegmentProblems, qualifiedNameProblems } from './names.ts';

const MOST_ANNOTATIONS = 20;
const LONGEST_VALUE_EXPRESSION = 5 * 1024;
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

/** Everything but whether expressions compile. Source: pkg/apis/admissionregistration/validation.validateValidatingAdmissionPolicySpec. */
export function validatePolicy(object: KubernetesObject): FieldError[] {
  const { spec = {} } = typed<ValidatingAdmissionPolicy>(object);
  const { failurePolicy, paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec;
  const errors: FieldError[] = [];
  if (failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else if (!['Fail', 'Ignore'].includes(failurePolicy)) {
    errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  }
  if (paramKind) errors.push(...validateParamKind(paramKind, 'spec.paramKind'));
  if (matchConstraints) {
    errors.push(...validateMatchResources(matchConstraints, 'spec.matchConstraints'));
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
  } else errors.push(required('spec.matchConstraints'));
  errors.push(...validateMatchConditions(spec.matchConditions ?? [], 'spec.matchConditions'));
  errors.push(...(spec.variables ?? []).flatMap((each, index) => validateVariable(each, `spec.variables[${index}]`)));
  if (validations.length + auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    return [...errors, required('spec.validations', detail), required('spec.auditAnnotations', detail)];
  }
  return [
    ...errors,
    ...validations.flatMap((each, index) => validateValidation(each, `spec.validations[${index}]`)),
    ...validateAnnotations(auditAnnotations, object.metadata.name ?? '', 'spec.auditAnnotations'),
  ];
}

/** Source: validateValidatingAdmissionPolicyBindingSpec. */
export function validatePolicyBinding(object: KubernetesObject): FieldError[] {
  const { spec = {} } = typed<ValidatingAdmissionPolicyBinding>(object);
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  const errors: FieldError[] =
    policyName === ''
      ? [required('spec.policyName')]
      : dns1123SubdomainProblems(policyName).map((problem) => invalid('spec.policyName', policyName, problem));
  if (paramRef) errors.push(...validateParamRef(paramRef, 'spec.paramRef'));
  if (matchResources) errors.push(...validateMatchResources(matchResources, 'spec.matchResources'));
  return [...errors, ...validateActions(validationActions, 'spec.validationActions')];
}

function validateActions(actions: readonly string[], field: string): FieldError[] {
  const known = ['Audit', 'Deny', 'Warn'];
  const errors = actions.flatMap((action, index) => [
    ...(known.includes(action) ? [] : [notSupported(`${field}[${index}]`, action, known)]),
    ...(actions.indexOf(action) < index ? [duplicate(`${field}[${index}]`, action)] : []),
  ]);
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(invalid(field, actions, detail));
  }
  return actions.length === 0 ? [...errors, required(field, 'at least one validation action is required')] : errors;
}

function validateParamKind({ apiVersion = '', kind = '' }: ParamKind, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const field = `${path}.apiVersion`;
  const parts = apiVersion.split('/');
  if (apiVersion === '') errors.push(required(field));
  else if (parts.length > 2) errors.push(invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const [group, version] = parts.length === 2 ? parts : ['', parts[0]];
    const problems = group ? dns1123SubdomainProblems(group) : [];
    if (problems.length > 0) errors.push(invalid(field, group, problems.join(',')));
    const versionProblems = dns1035LabelProblems(version!);
    if (!version) errors.push(invalid(field, apiVersion, 'version must be specified'));
    else if (versionProblems.length > 0) errors.push(invalid(field, version, versionProblems.join(',')));
  }
  if (kind === '') return [...errors, required(`${path}.kind`)];
  const problems = dns1035LabelProblems(kind.toLowerCase());
  if (problems.length === 0) return errors;
  const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
  return [...errors, invalid(`${path}.kind`, kind, detail)];
}

function validateMatchResources(resources: MatchResources, path: string): FieldError[] {
  const { matchPolicy, resourceRules = [], excludeResourceRules = [] } = resources;
  const policies = ['Equivalent', 'Exact'];
  const errors: FieldError[] = [];
  if (matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`));
  else if (!policies.includes(matchPolicy)) errors.push(notSupported(`${path}.matchPolicy`, matchPolicy, policies));
  for (const name of ['namespaceSelector', 'objectSelector'] as const) {
    const selector = resources[name];
    errors.push(...(selector ? validateLabelSelector(selector, `${path}.${name}`) : [required(`${path}.${name}`)]));
  }
  return [
    ...errors,
    ...resourceRules.flatMap((rule, index) => validateNamedRule(rule, `${path}.resourceRules[${index}]`)),
    ...excludeResourceRules.flatMap((rule, index) => validateNamedRule(rule, `${path}.excludeResourceRules[${index}]`)),
  ];
}

function validateVariable({ name = '', expression = '' }: Variable, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (name.trim() === '') errors.push(required(`${path}.name`, 'name is not specified'));
  else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) {
    errors.push(invalid(`${path}.name`, name, 'must be a valid CEL identifier'));
  }
  if (expression.trim() === '') errors.push(required(`${path}.expression`, 'expression is not specified'));
  return errors;
}

function validateValidation(validation: Validation, path: string): FieldError[] {
  const { expression = '', message = '', messageExpression = '', reason } = validation;
  const errors: FieldError[] = [];
  if (expression.trim() === '') errors.push(required(`${path}.expression`, 'expression is not specified'));
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  }
  if (message !== '' && message.trim() === '') {
    errors.push(invalid(`${path}.message`, message, 'must be non-empty if specified'));
  } else if (/[\n\r]/.test(message.trim())) {
    errors.push(invalid(`${path}.message`, message, 'must not contain line breaks'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(notSupported(`${path}.reason`, reason, REASONS));
  }
  return errors;
}

function validateAnnotations(annotations: readonly AuditAnnotation[], policy: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations.length > MOST_ANNOTATIONS) {
    errors.push(invalid(field, annotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`));
  }
  for (const [index, { key = '', valueExpression = '' }] of annotations.entries()) {
    const path = `${field}[${index}]`;
    const full = `${policy}/${key}`;
    if (policy === '') errors.push(invalid(`${path}.key`, key, 'requires metadata.name be non-empty'));
    else errors.push(...qualifiedNameProblems(full).map((problem) => invalid(`${path}.key`, full, problem)));
    const expression = valueExpression.trim();
    if (expression === '') errors.push(required(`${path}.valueExpression`, 'valueExpression is not specified'));
    else if (expression.length > LONGEST_VALUE_EXPRESSION) {
      const detail = `must not exceed ${LONGEST_VALUE_EXPRESSION} bytes in length`;
      errors.push(required(`${path}.valueExpression`, detail));
    }
    if (annotations.findIndex((other) => other.key === key) < index) errors.push(duplicate(`${path}.key`, key));
  }
  return errors;
}

function validateParamRef(reference: ParamRef, path: string): FieldError[] {
  const { name = '', selector, parameterNotFoundAction: action = '' } = reference;
  const errors: FieldError[] = [];
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    errors.push(...pathSegmentProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
    if (selector) errors.push(forbidden(`${path}.name`, exclusive));
  }
  if (selector) {
    errors.push(...validateLabelSelector(selector, `${path}.selector`));
    if (name !== '') errors.push(forbidden(`${path}.selector`, exclusive));
  }
  if (name === '' && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (action === '') errors.push(required(`${path}.parameterNotFoundAction`));
  else if (!['Deny', 'Allow'].includes(action)) {
    errors.push(notSupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
  }
  return errors;
}
