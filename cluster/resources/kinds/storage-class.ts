import type { StorageClass } from 'kubernetes-types/storage/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, notSupported } from '../field-error.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { provisionerErrors, storageParameterErrors } from '../validation/storage-parameters.ts';

/** Columns: printStorageClass. */
export const storageClassKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  columns: [
    { ...nameColumn, value: (object) => displayName(typed<StorageClass>(object)) },
    textColumn<StorageClass>('Provisioner', ({ provisioner }) => provisioner),
    textColumn<StorageClass>('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    textColumn<StorageClass>('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    textColumn<StorageClass>('AllowVolumeExpansion', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn,
  ],
  defaults(object) {
    const storageClass = typed<Mutable<StorageClass>>(object);
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate,
  validateUpdate(object, old) {
    const fields = ['parameters', 'provisioner', 'reclaimPolicy'] as const;
    const errors = fields.flatMap((field): FieldError[] =>
      same(object[field], old[field]) ? [] : [forbidden(field, `updates to ${field} are forbidden.`)],
    );
    if (same(object['volumeBindingMode'], old['volumeBindingMode'])) return errors;
    return [...errors, invalid('volumeBindingMode', object['volumeBindingMode'], 'field is immutable')];
  },
});

/** Source: pkg/apis/storage/validation.ValidateStorageClass. */
function validate(object: KubernetesObject): FieldError[] {
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode } = typed<StorageClass>(object);
  const errors = [
    ...provisionerErrors(provisioner, 'provisioner'),
    ...storageParameterErrors(parameters, 'parameters'),
  ];
  const policies = ['Delete', 'Retain'];
  if (reclaimPolicy && !policies.includes(reclaimPolicy)) {
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, policies));
  }
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (volumeBindingMode && !modes.includes(volumeBindingMode)) {
    errors.push(notSupported('volumeBindingMode', volumeBindingMode, modes));
  }
  return errors;
}

function displayName({ metadata }: StorageClass): string {
  const isDefault = metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return `${metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`;
}
