import type { PersistentVolume } from 'kubernetes-types/core/v1.d.ts';
import { accessModesText } from '../access-modes.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateVolume, validateVolumeUpdate } from '../validation/persistent-volume.ts';

const timestamp = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** Columns: printPersistentVolume. */
export const persistentVolumeKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<PersistentVolume>('Capacity', ({ spec }) => spec?.capacity?.['storage'] ?? '0'),
    textColumn<PersistentVolume>('Access Modes', ({ spec }) => accessModesText(spec?.accessModes)),
    textColumn<PersistentVolume>('Reclaim Policy', ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
    textColumn<PersistentVolume>('Status', ({ metadata, status }) =>
      metadata?.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    textColumn<PersistentVolume>('Claim', ({ spec }) =>
      spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    ),
    textColumn<PersistentVolume>('StorageClass', ({ spec }) => spec?.storageClassName ?? ''),
    textColumn<PersistentVolume>('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    textColumn<PersistentVolume>('Reason', ({ status }) => status?.reason ?? ''),
    ageColumn,
    wideColumn<PersistentVolume>('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
  defaults(object) {
    const { spec } = typed<Mutable<PersistentVolume>>(object);
    if (!spec) return;
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.hostPath) spec.hostPath.type ??= '';
  },
  // Source: pkg/registry/core/persistentvolume/strategy.go.
  prepareForCreate(object, { clock }) {
    object['status'] = { phase: 'Pending', lastPhaseTransitionTime: timestamp(clock.now()) };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate(object, old, { clock }) {
    keep(object, old, 'spec');
    const [status, before] = [typed<Mutable<PersistentVolume>>(object).status, typed<PersistentVolume>(old).status];
    if (!status) return;
    const known = before?.lastPhaseTransitionTime;
    if (status.phase === before?.phase) {
      if (known !== undefined) status.lastPhaseTransitionTime ??= known;
    } else if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === known)
      status.lastPhaseTransitionTime = timestamp(clock.now());
  },
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
});
