import type { PriorityClass } from 'kubernetes-types/scheduling/v1.d.ts';
import { ageColumn, booleanColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, forbidden, notSupported } from '../field-error.ts';
import { type Mutable, typed } from '../typed.ts';

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** Only the server's own classes may be made again, as they were. Source: scheduling.IsKnownSystemPriorityClass. */
function validateSystemClass(name: string, value: number): FieldError[] {
  const known = SYSTEM_CLASSES[name];
  if (known === value) return [];
  const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
  const problem =
    known === undefined
      ? `${name} is not a known system priority class`
      : `value of ${name} PriorityClass must be ${known}`;
  return [forbidden('metadata.name', reserved + problem)];
}

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
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  validate(object) {
    const { metadata, value = 0, preemptionPolicy } = typed<PriorityClass>(object);
    const name = metadata?.name ?? '';
    const errors: FieldError[] = [];
    if (name.startsWith('system-')) errors.push(...validateSystemClass(name, value));
    else if (value > HIGHEST_USER_PRIORITY) {
      const detail = `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`;
      errors.push(forbidden('value', detail));
    }
    const policies = ['PreemptLowerPriority', 'Never'];
    if (preemptionPolicy && !policies.includes(preemptionPolicy)) {
      errors.push(notSupported('preemptionPolicy', preemptionPolicy, policies));
    }
    return errors;
  },
  validateUpdate(object, old) {
    const isSame = typed<PriorityClass>(object).value === typed<PriorityClass>(old).value;
    return isSame ? [] : [forbidden('value', 'may not be changed in an update.')];
  },
});
