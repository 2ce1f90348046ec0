import type { ResourceQuota } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { quantityNanos } from '../../machinery/quantity.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { qualifiedNameProblems } from './names.ts';

const COUNTED = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const AMOUNTS =
  /^(cpu|memory|storage|ephemeral-storage|(requests|limits)\.(cpu|memory|ephemeral-storage)|requests\.storage|hugepages-.+|requests\.hugepages-.+)$/;
const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const NANOS = 1_000_000_000n;

/** Source: pkg/apis/core/validation.ValidateResourceQuotaSpec. */
export function validateResourceQuota(object: KubernetesObject): FieldError[] {
  const { hard = {}, scopes = [], scopeSelector } = typed<ResourceQuota>(object).spec ?? {};
  const errors = Object.entries(hard).flatMap(([name, amount]) => validateAmount(name, amount));
  errors.push(...validateScopes(scopes));
  for (const { scopeName, operator, values = [] } of scopeSelector?.matchExpressions ?? []) {
    const path = 'spec.scopeSelector.matchExpressions';
    if (!SCOPES.includes(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    if (['In', 'NotIn'].includes(operator) && values.length === 0) {
      const detail = 'must be at least one value when `operator` is "In" or "NotIn" for scope selector';
      errors.push(required(`${path}.values`, detail));
    } else if (['Exists', 'DoesNotExist'].includes(operator) && values.length > 0) {
      const detail = 'must be no value when `operator` is "Exists" or "DoesNotExist" for scope selector';
      errors.push(invalid(`${path}.values`, values, detail));
    } else if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
      errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
    }
  }
  return errors;
}

function validateAmount(name: string, amount: string): FieldError[] {
  const field = `spec.hard[${name}]`;
  const errors = qualifiedNameProblems(name).map((problem) => invalid(field, name, problem));
  const isPlain = !name.includes('/');
  if (isPlain && !COUNTED.has(name) && !AMOUNTS.test(name)) {
    errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
    errors.push(invalid(field, name, 'must be a standard resource for quota'));
  }
  const nanos = quantityNanos(amount);
  if (nanos < 0n) errors.push(invalid(field, amount, 'must be greater than or equal to 0'));
  if (COUNTED.has(name) && nanos % NANOS !== 0n) errors.push(invalid(field, amount, 'must be an integer'));
  return errors;
}

function validateScopes(scopes: readonly string[]): FieldError[] {
  const errors = scopes
    .filter((scope) => !SCOPES.includes(scope))
    .map(() => invalid('spec.scopes', scopes, 'unsupported scope'));
  const conflicts = [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ].filter((pair) => pair.every((scope) => scopes.includes(scope)));
  return [...errors, ...conflicts.map(() => invalid('spec.scopes', scopes, 'conflicting scopes'))];
}

/** Source: ValidateResourceQuotaUpdate. */
export function validateResourceQuotaUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<ResourceQuota>(object).spec?.scopes, typed<ResourceQuota>(old).spec?.scopes];
  return same([...(after ?? [])].sort(), [...(before ?? [])].sort())
    ? []
    : [invalid('spec.scopes', after ?? null, 'field is immutable')];
}
