import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { defaultDeviceClaim, type ResourceClaim } from '../dynamic-resources.ts';
import { forbidden, invalid } from '../field-error.ts';
import { keep } from '../generation.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateDeviceClaim } from '../validation/device-claim.ts';

/** Source: pkg/registry/resource/resourceclaim/strategy.go, pkg/apis/resource/validation; columns: printResourceClaim. */
export const resourceClaimKind = defineKind({
  group: 'resource.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta2',
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  namespaced: true,
  subresources: [STATUS],
  columns: [nameColumn, textColumn<ResourceClaim>('State', state), ageColumn],
  defaults: (object) => defaultDeviceClaim(typed<Mutable<ResourceClaim>>(object).spec?.devices),
  prepareForCreate(object) {
    object['status'] = {};
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: (object) => validateDeviceClaim(typed<ResourceClaim>(object).spec?.devices, 'spec.devices'),
  validateUpdate: (object, old) =>
    same(object['spec'], old['spec']) ? [] : [invalid('spec', object['spec'], 'field is immutable')],
  validateSubresource(object) {
    const { allocation, reservedFor = [] } = typed<ResourceClaim>(object).status ?? {};
    const detail = 'may not be specified when `allocated` is not set';
    return reservedFor.length > 0 && !allocation ? [forbidden('status.reservedFor', detail)] : [];
  },
});

/** Source: printers.resourceClaimState. */
function state({ metadata, status }: ResourceClaim): string {
  const deleted = metadata?.deletionTimestamp !== undefined;
  const words = deleted ? ['deleted'] : [];
  if (!status?.allocation) return [...words, ...(deleted ? [] : ['pending'])].join(',');
  return [...words, 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',');
}
