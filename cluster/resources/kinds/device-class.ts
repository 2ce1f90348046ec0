import { defineKind } from '../define-kind.ts';
import type { DeviceConfiguration, DeviceSelector } from '../dynamic-resources.ts';
import { bumpGeneration } from '../generation.ts';
import { typed } from '../typed.ts';
import { validateConfiguration, validateSelectors } from '../validation/device-claim.ts';

interface DeviceClass {
  readonly spec?: { readonly selectors?: readonly DeviceSelector[]; readonly config?: readonly DeviceConfiguration[] };
}

/** Source: pkg/registry/resource/deviceclass/strategy.go, pkg/apis/resource/validation.ValidateDeviceClass. */
export const deviceClassKind = defineKind({
  group: 'resource.k8s.io',
  version: 'v1',
  storageVersion: 'v1beta2',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  namespaced: false,
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: (object, old) => bumpGeneration(object, old),
  validate(object) {
    const { selectors = [], config = [] } = typed<DeviceClass>(object).spec ?? {};
    return [
      ...validateSelectors(selectors, 'spec.selectors'),
      ...config.flatMap((each, index) => validateConfiguration(each, `spec.config[${index}]`)),
    ];
  },
});
