import type { ValidatingAdmissionPolicyBinding } from 'kubernetes-types/admissionregistration/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { bumpGeneration } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validatePolicyBinding } from '../validation/admission-policy.ts';
import { defaultMatchResources } from './validating-admission-policy.ts';

type PolicyBinding = ValidatingAdmissionPolicyBinding;

/** Source: pkg/registry/admissionregistration/validatingadmissionpolicybinding; columns: printValidatingAdmissionPolicyBinding. */
export const validatingAdmissionPolicyBindingKind = defineKind({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  categories: ['api-extensions'],
  namespaced: false,
  columns: [
    nameColumn,
    textColumn<PolicyBinding>('PolicyName', ({ spec }) => spec?.policyName ?? ''),
    textColumn<PolicyBinding>('ParamRef', parameters),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<PolicyBinding>>(object);
    if (spec?.matchResources) defaultMatchResources(spec.matchResources);
  },
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: (object, old) => bumpGeneration(object, old),
  validate: validatePolicyBinding,
});

function parameters({ spec }: PolicyBinding): string {
  const reference = spec?.paramRef;
  if (!reference) return '<unset>';
  if (reference.name) return `${reference.namespace || '*'}/${reference.name}`;
  // Go prints the selector's structure.
  return reference.selector
    ? `&LabelSelector{MatchLabels:${goMap(reference.selector.matchLabels)},MatchExpressions:[]LabelSelectorRequirement{},}`
    : '<unset>';
}

function goMap(labels: Readonly<Record<string, string>> = {}): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]string{${entries.map(([key, value]) => `${key}: ${value},`).join('')}}`;
}
