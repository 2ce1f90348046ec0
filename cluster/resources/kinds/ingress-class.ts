import type { IngressClass } from 'kubernetes-types/networking/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import type { MutableObject } from '../resource-definition.ts';
import { type Mutable, typed } from '../typed.ts';

/** Source: pkg/apis/networking/validation.ValidateIngressClass; columns: printIngressClass. */
export const ingressClassKind = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  columns: [
    nameColumn,
    textColumn<IngressClass>('Controller', (ingressClass) => ingressClass.spec?.controller ?? ''),
    textColumn<IngressClass>('Parameters', parameters),
    ageColumn,
  ],
  defaults(object: MutableObject) {
    const reference = typed<Mutable<IngressClass>>(object).spec?.parameters;
    if (reference) reference.scope ??= 'Cluster';
  },
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  validate(object) {
    const controller = typed<IngressClass>(object).spec?.controller ?? '';
    const errors: FieldError[] = [];
    if (controller === '') errors.push(required('spec.controller'));
    else if (!controller.includes('/')) {
      errors.push(invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    }
    const parameters = typed<IngressClass>(object).spec?.parameters;
    if (!parameters) return errors;
    for (const part of ['kind', 'name'] as const) {
      if (!parameters[part]) errors.push(required(`spec.parameters.${part}`));
    }
    const scopes = ['Cluster', 'Namespace'];
    const { scope = '' } = parameters;
    if (!scopes.includes(scope)) errors.push(notSupported('spec.parameters.scope', scope, scopes));
    return errors;
  },
  validateUpdate(object, old) {
    const controller = typed<IngressClass>(object).spec?.controller;
    if (controller === typed<IngressClass>(old).spec?.controller) return [];
    return [invalid('spec.controller', controller, 'field is immutable')];
  },
});

function parameters(ingressClass: IngressClass): string {
  const reference = ingressClass.spec?.parameters;
  if (!reference) return '<none>';
  return `${reference.kind}${reference.apiGroup ? `.${reference.apiGroup}` : ''}/${reference.name}`;
}
