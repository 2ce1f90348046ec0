import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported } from '../field-error.ts';
import { goStruct } from '../go-struct.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from './label-selector.ts';
import { intOrPercent, notMoreThanAll } from './numbers.ts';

/** Source: pkg/apis/policy/validation.ValidatePodDisruptionBudgetSpec. */
export function validateDisruptionBudget(object: KubernetesObject): FieldError[] {
  const spec = typed<PodDisruptionBudget>(object).spec;
  const errors: FieldError[] = [];
  if (spec?.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const value = goStruct(spec, ['MinAvailable', 'Selector', 'MaxUnavailable', 'UnhealthyPodEvictionPolicy']);
    errors.push(invalid('spec', value, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const part of ['minAvailable', 'maxUnavailable'] as const) {
    errors.push(...intOrPercent(spec?.[part], `spec.${part}`), ...notMoreThanAll(spec?.[part], `spec.${part}`));
  }
  if (spec?.selector) errors.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  const policy = spec?.unhealthyPodEvictionPolicy;
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies));
  }
  return errors;
}
