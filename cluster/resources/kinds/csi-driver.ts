import type { CSIDriver } from 'kubernetes-types/storage/v1.d.ts';
import { ageColumn, booleanColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateCsiDriver, validateCsiDriverUpdate } from '../validation/csi.ts';

/** Source: pkg/apis/storage/v1/defaults.go; columns: printCSIDriver. */
export const csiDriverKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  namespaced: false,
  columns: [
    nameColumn,
    booleanColumn<CSIDriver>('AttachRequired', ({ spec }) => spec.attachRequired ?? true),
    booleanColumn<CSIDriver>('PodInfoOnMount', ({ spec }) => spec.podInfoOnMount ?? false),
    booleanColumn<CSIDriver>('StorageCapacity', ({ spec }) => spec.storageCapacity ?? false),
    textColumn<CSIDriver>('TokenRequests', ({ spec }) =>
      spec.tokenRequests ? spec.tokenRequests.map((request) => request.audience).join(',') : '<unset>',
    ),
    booleanColumn<CSIDriver>('RequiresRepublish', ({ spec }) => spec.requiresRepublish ?? false),
    textColumn<CSIDriver>('Modes', ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>'),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<CSIDriver>>(object);
    if (!spec) return;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    spec.requiresRepublish ??= false;
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
  },
  validate: validateCsiDriver,
  validateUpdate: validateCsiDriverUpdate,
});
