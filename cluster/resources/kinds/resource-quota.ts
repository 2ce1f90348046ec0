import type { ResourceQuota } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { validateResourceQuota, validateResourceQuotaUpdate } from '../validation/resource-quota.ts';

/** Columns: printResourceQuota. */
export const resourceQuotaKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<ResourceQuota>('Request', (quota) => usage(quota, (name) => !name.startsWith('limits.'))),
    textColumn<ResourceQuota>('Limit', (quota) => usage(quota, (name) => name.startsWith('limits.'))),
    ageColumn,
  ],
  prepareForCreate(object) {
    object['status'] = {};
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
});

function usage({ status }: ResourceQuota, belongs: (name: string) => boolean): string {
  const names = Object.keys(status?.hard ?? {})
    .filter(belongs)
    .sort();
  return names.map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`).join(', ');
}
