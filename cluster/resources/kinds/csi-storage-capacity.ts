import type { CSIStorageCapacity } from 'kubernetes-types/storage/v1.d.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, invalid } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { dns1123SubdomainProblems } from '../validation/names.ts';
import { nonNegativeQuantity } from '../validation/quantities.ts';

/** Source: pkg/apis/storage/validation.ValidateCSIStorageCapacity; columns: printCSIStorageCapacity. */
export const csiStorageCapacityKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<CSIStorageCapacity>('StorageClassName', ({ storageClassName }) => storageClassName),
    textColumn<CSIStorageCapacity>('Capacity', ({ capacity }) => capacity ?? '<unset>'),
  ],
  validate(object) {
    const { nodeTopology, storageClassName = '', capacity } = typed<CSIStorageCapacity>(object);
    return [
      ...(nodeTopology ? validateLabelSelector(nodeTopology, 'nodeTopology') : []),
      ...dns1123SubdomainProblems(storageClassName).map((problem) =>
        invalid('storageClassName', storageClassName, problem),
      ),
      ...nonNegativeQuantity(capacity, 'capacity'),
    ];
  },
  validateUpdate(object, old) {
    return ['nodeTopology', 'storageClassName'].flatMap((field): FieldError[] =>
      same(object[field], old[field]) ? [] : [invalid(field, object[field], 'field is immutable')],
    );
  },
});
