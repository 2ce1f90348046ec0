import type { PriorityClass } from 'kubernetes-types/scheduling/v1.d.ts';
import { ageColumn, booleanColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { forbidden } from '../field-error.ts';
import { type Mutable, typed } from '../typed.ts';

/** Source: pkg/apis/scheduling/validation; columns: printPriorityClass. */
export const priorityClassKind = defineKind({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  shortNames: ['pc'],
  namespaced: false,
  columns: [
    nameColumn,
    integerColumn<PriorityClass>('Value', ({ value }) => value),
    booleanColumn<PriorityClass>('Global-Default', ({ globalDefault }) => globalDefault ?? false),
    ageColumn,
    textColumn<PriorityClass>('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
  defaults(object) {
    typed<Mutable<PriorityClass>>(object).preemptionPolicy ??= 'PreemptLowerPriority';
  },
  validateUpdate(object, old) {
    const isSame = typed<PriorityClass>(object).value === typed<PriorityClass>(old).value;
    return isSame ? [] : [forbidden('value', 'may not be changed in an update.')];
  },
});
