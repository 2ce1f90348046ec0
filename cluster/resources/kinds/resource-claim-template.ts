import { defineKind } from '../define-kind.ts';
import { defaultDeviceClaim, type ResourceClaimSpec } from '../dynamic-resources.ts';
import { invalid } from '../field-error.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateDeviceClaim } from '../validation/device-claim.ts';

interface ResourceClaimTemplate {
  readonly spec?: { readonly spec?: ResourceClaimSpec };
}

/** Source: pkg/registry/resource/resourceclaimtemplate/strategy.go, pkg/apis/resource/validation. */
export const resourceClaimTemplateKind = defineKind({
  group: 'resource.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta2',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  namespaced: true,
  defaults: (object) => defaultDeviceClaim(typed<Mutable<ResourceClaimTemplate>>(object).spec?.spec?.devices),
  validate: (object) =>
    validateDeviceClaim(typed<ResourceClaimTemplate>(object).spec?.spec?.devices, 'spec.spec.devices'),
  validateUpdate: (object, old) =>
    same(object['spec'], old['spec']) ? [] : [invalid('spec', object['spec'], 'field is immutable')],
});
