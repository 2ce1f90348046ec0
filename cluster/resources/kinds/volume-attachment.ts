import type { VolumeAttachment } from 'kubernetes-types/storage/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, booleanColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, required, tooLong } from '../field-error.ts';
import { keep } from '../generation.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { csiDriverNameErrors } from '../validation/csi-driver-name.ts';
import { dns1123SubdomainProblems } from '../validation/names.ts';

const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;

/** Source: pkg/apis/storage/validation.ValidateVolumeAttachment; columns: printVolumeAttachment. */
export const volumeAttachmentKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  namespaced: false,
  subresources: [STATUS],
  columns: [
    nameColumn,
    { ...textColumn<VolumeAttachment>('Attacher', ({ spec }) => spec.attacher), format: 'name' },
    textColumn<VolumeAttachment>('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    textColumn<VolumeAttachment>('Node', ({ spec }) => spec.nodeName),
    booleanColumn<VolumeAttachment>('Attached', ({ status }) => status?.attached ?? false),
    ageColumn,
  ],
  prepareForCreate(object) {
    object['status'] = { attached: false };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: (object) => [
    ...validate(object),
    ...csiDriverNameErrors(typed<VolumeAttachment>(object).spec?.attacher ?? '', 'spec.attacher'),
  ],
  validateUpdate: (object, old) =>
    same(object['spec'], old['spec']) ? [] : [invalid('spec', object['spec'], 'field is immutable')],
  validateSubresource: (object) => validate(object),
});

function validate(object: KubernetesObject): FieldError[] {
  const { spec, status } = typed<VolumeAttachment>(object);
  const errors: FieldError[] = [];
  if (!spec?.attacher) errors.push(required('spec.attacher'));
  const { inlineVolumeSpec, persistentVolumeName } = spec?.source ?? {};
  const both = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inlineVolumeSpec && persistentVolumeName !== undefined) errors.push(forbidden('spec.source', both));
  else if (persistentVolumeName === '') {
    errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  } else if (!inlineVolumeSpec && persistentVolumeName === undefined) errors.push(required('spec.source', both));
  for (const problem of dns1123SubdomainProblems(spec?.nodeName ?? '')) {
    errors.push(invalid('spec.nodeName', spec?.nodeName ?? '', problem));
  }
  const size = Object.entries(status?.attachmentMetadata ?? {}).reduce((sum, [k, v]) => sum + k.length + v.length, 0);
  if (size > MAX_METADATA_BYTES) errors.push(tooLong('status.attachmentMetadata', MAX_METADATA_BYTES));
  for (const name of ['attachError', 'detachError'] as const) {
    // The real message names the limit of the metadata.
    if ((status?.[name]?.message?.length ?? 0) > MAX_MESSAGE_BYTES) {
      errors.push(tooLong(`status.${name}.message`, MAX_METADATA_BYTES));
    }
  }
  return errors;
}
