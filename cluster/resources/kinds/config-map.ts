import type { ConfigMap } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, tooLong } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { configMapKeyProblems } from '../validation/names.ts';

const MAX_DATA_BYTES = 1024 * 1024;

/** Source: pkg/apis/core/validation.ValidateConfigMap and ValidateConfigMapUpdate. */
export const configMapKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<ConfigMap>(
      'Data',
      ({ data, binaryData }) => Object.keys({ ...data }).length + Object.keys({ ...binaryData }).length,
    ),
    ageColumn,
  ],
  validate(object) {
    const { data = {}, binaryData = {} } = typed<ConfigMap>(object);
    const errors: FieldError[] = [];
    for (const key of Object.keys(data)) {
      errors.push(...configMapKeyProblems(key).map((problem) => invalid(`data[${key}]`, key, problem)));
      if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    for (const key of Object.keys(binaryData)) {
      errors.push(...configMapKeyProblems(key).map((problem) => invalid(`binaryData[${key}]`, key, problem)));
    }
    const texts = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
    const binaries = Object.values(binaryData).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
    // The real server names no field here, and prints the empty path as [].
    if (texts + binaries > MAX_DATA_BYTES) errors.push(tooLong('[]', MAX_DATA_BYTES));
    return errors;
  },
  updateComesFirst: true,
  validateUpdate(object, old) {
    const before = typed<ConfigMap>(old);
    const after = typed<ConfigMap>(object);
    if (!before.immutable) return [];
    const errors: FieldError[] = [];
    const when = 'field is immutable when `immutable` is set';
    if (!after.immutable) errors.push(forbidden('immutable', when));
    if (!same(after.data, before.data)) errors.push(forbidden('data', when));
    if (!same(after.binaryData, before.binaryData)) errors.push(forbidden('binaryData', when));
    return errors;
  },
});
