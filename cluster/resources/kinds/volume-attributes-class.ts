import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, forbidden, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { provisionerErrors, storageParameterErrors } from '../validation/storage-parameters.ts';

/** storage.k8s.io/v1 VolumeAttributesClass. */
interface VolumeAttributesClass {
  readonly metadata?: ObjectMeta;
  readonly driverName: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Source: pkg/apis/storage/validation.ValidateVolumeAttributesClass; columns: printVolumeAttributesClass. */
export const volumeAttributesClassKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  shortNames: ['vac'],
  namespaced: false,
  columns: [nameColumn, textColumn<VolumeAttributesClass>('DriverName', ({ driverName }) => driverName), ageColumn],
  validate(object) {
    const { driverName, parameters } = typed<VolumeAttributesClass>(object);
    const empty = Object.keys(parameters ?? {}).length === 0;
    return [
      ...provisionerErrors(driverName, 'driverName'),
      ...(empty
        ? [required('parameters', 'must contain at least one key/value pair')]
        : storageParameterErrors(parameters, 'parameters')),
    ];
  },
  validateUpdate(object, old) {
    return ['driverName', 'parameters'].flatMap((field): FieldError[] =>
      same(object[field], old[field]) ? [] : [forbidden(field, `updates to ${field} are forbidden.`)],
    );
  },
});
