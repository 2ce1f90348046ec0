import type { MatchResources, ValidatingAdmissionPolicy } from 'kubernetes-types/admissionregistration/v1.d.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validatePolicy } from '../validation/admission-policy.ts';
import type { NamedRuleWithOperations } from '../validation/admission-rules.ts';

/** Source: pkg/registry/admissionregistration/validatingadmissionpolicy/strategy.go; columns: printValidatingAdmissionPolicy. */
export const validatingAdmissionPolicyKind = defineKind({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  categories: ['api-extensions'],
  namespaced: false,
  subresources: [STATUS],
  columns: [
    nameColumn,
    integerColumn<ValidatingAdmissionPolicy>('Validations', ({ spec }) => spec?.validations?.length ?? 0),
    textColumn<ValidatingAdmissionPolicy>('ParamKind', ({ spec }) =>
      spec?.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : '<unset>',
    ),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<ValidatingAdmissionPolicy>>(object);
    if (!spec) return;
    spec.failurePolicy ??= 'Fail';
    if (spec.matchConstraints) defaultMatchResources(spec.matchConstraints);
  },
  ...workloadStrategy,
  validate: validatePolicy,
});

/** Source: pkg/apis/admissionregistration/v1/defaults.go SetDefaults_MatchResources, SetDefaults_Rule. */
export function defaultMatchResources(resources: Mutable<MatchResources>): void {
  resources.matchPolicy ??= 'Equivalent';
  resources.namespaceSelector ??= {};
  resources.objectSelector ??= {};
  const rules: NamedRuleWithOperations[] = [
    ...(resources.resourceRules ?? []),
    ...(resources.excludeResourceRules ?? []),
  ];
  for (const rule of rules as Mutable<NamedRuleWithOperations>[]) rule.scope ??= '*';
}
