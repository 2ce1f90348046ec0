import type { StorageClass } from 'kubernetes-types/storage/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { required } from '../field-error.ts';
import { type Mutable, typed } from '../typed.ts';

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
  validate: (object) => (typed<StorageClass>(object).provisioner ? [] : [required('provisioner')]),
});

function displayName({ metadata }: StorageClass): string {
  const isDefault = metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return `${metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`;
}
