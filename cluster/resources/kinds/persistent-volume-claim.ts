import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1.d.ts';
import { accessModesText } from '../access-modes.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateClaim, validateClaimUpdate } from '../validation/persistent-volume-claim.ts';

/** Columns: printPersistentVolumeClaim. */
export const persistentVolumeClaimKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<PersistentVolumeClaim>('Status', ({ metadata, status }) =>
      metadata?.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    textColumn<PersistentVolumeClaim>('Volume', ({ spec }) => spec?.volumeName ?? ''),
    textColumn<PersistentVolumeClaim>('Capacity', ({ spec, status }) =>
      spec?.volumeName ? (status?.capacity?.['storage'] ?? '0') : '',
    ),
    textColumn<PersistentVolumeClaim>('Access Modes', ({ spec, status }) =>
      spec?.volumeName ? accessModesText(status?.accessModes) : '',
    ),
    textColumn<PersistentVolumeClaim>('StorageClass', ({ spec }) => spec?.storageClassName ?? ''),
    textColumn<PersistentVolumeClaim>(
      'VolumeAttributesClass',
      ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    wideColumn<PersistentVolumeClaim>('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
  defaults(object) {
    const { spec } = typed<Mutable<PersistentVolumeClaim>>(object);
    if (spec) spec.volumeMode ??= 'Filesystem';
  },
  prepareForCreate(object) {
    object['status'] = { phase: 'Pending' };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: validateClaim,
  validateUpdate: validateClaimUpdate,
});
