import type { Binding } from 'kubernetes-types/core/v1.d.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';

/** The same as the `binding` subresource of the pod it names. Source: pkg/apis/core/validation.ValidatePodBinding. */
export const bindingKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  namespaced: true,
  verbs: ['create'],
  validate(object) {
    const { target } = typed<Binding>(object);
    const errors: FieldError[] = [];
    if (target?.kind && target.kind !== 'Node')
      errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']));
    if (!target?.name) errors.push(required('target.name'));
    return errors;
  },
});
