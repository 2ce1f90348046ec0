import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from './label-selector.ts';

/** A workload's selector: present, well formed, not empty. */
export function validateWorkloadSelector(selector: LabelSelector | undefined, emptyDetail: string): FieldError[] {
  if (!selector) return [required('spec.selector')];
  const errors = validateLabelSelector(selector, 'spec.selector');
  const terms = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  return terms === 0 ? [...errors, invalid('spec.selector', selector, emptyDetail)] : errors;
}

interface Selecting {
  spec?: { selector?: LabelSelector };
}

export function selectorIsImmutable(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const selector = typed<Selecting>(object).spec?.selector;
  if (same(selector, typed<Selecting>(old).spec?.selector)) return [];
  return [invalid('spec.selector', selector, 'field is immutable')];
}
