import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { compareQuantities } from '../../machinery/quantity.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { internalValue } from '../internal-value.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { validateLabelSelector } from './label-selector.ts';
import { dns1123SubdomainProblems } from './names.ts';
import { positiveQuantity } from './quantities.ts';

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

export function validateAccessModes(modes: readonly string[]): FieldError[] {
  const errors = modes.flatMap((mode) =>
    ACCESS_MODES.includes(mode) ? [] : [notSupported('spec.accessModes', mode, ACCESS_MODES)],
  );
  if (modes.length > 1 && modes.includes('ReadWriteOncePod')) {
    errors.push(forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** Source: pkg/apis/core/validation.ValidatePersistentVolumeClaimSpec. */
export function validateClaim(object: KubernetesObject): FieldError[] {
  const spec = typed<PersistentVolumeClaim>(object).spec;
  const { accessModes = [], selector, storageClassName, volumeMode } = spec ?? {};
  const errors: FieldError[] = [];
  if (accessModes.length === 0) errors.push(required('spec.accessModes', 'at least 1 access mode is required'));
  if (selector) errors.push(...validateLabelSelector(selector, 'spec.selector'));
  errors.push(...validateAccessModes(accessModes));
  const storage = spec?.resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required('spec.resources[storage]'));
  else errors.push(...positiveQuantity(storage, 'spec.resources[storage]'));
  if (storageClassName) {
    const problems = dns1123SubdomainProblems(storageClassName);
    errors.push(...problems.map((problem) => invalid('spec.storageClassName', storageClassName, problem)));
  }
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode)) {
    errors.push(notSupported('spec.volumeMode', volumeMode, VOLUME_MODES));
  }
  return errors;
}

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Source: ValidatePersistentVolumeClaimUpdate. */
export function validateClaimUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<PersistentVolumeClaim>(object), typed<PersistentVolumeClaim>(old)];
  const isBound = after.status?.phase === 'Bound';
  const errors: FieldError[] = [];
  if (!same(fixedPart(after.spec, before.spec, isBound), fixedPart(before.spec, before.spec, isBound))) {
    errors.push(forbidden('spec', `${IMMUTABLE}\n${fixedDiff(before.spec ?? {}, after.spec ?? {}, isBound)}`));
  }
  const [now, then] = [after, before].map(({ spec }) => spec?.resources?.requests?.['storage']);
  if (isBound && now !== undefined && then !== undefined && compareQuantities(now, then) < 0) {
    const floor = after.status?.capacity?.['storage'] ?? then;
    if (compareQuantities(now, floor) < 0) {
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
    }
  }
  const [mode, oldMode] = [after.spec?.volumeMode, before.spec?.volumeMode];
  if (mode !== oldMode) errors.push(invalid('volumeMode', mode ?? null, 'field is immutable'));
  return errors;
}

/** The difference of what may not change: everything else is taken from the spec before. */
function fixedDiff(before: PersistentVolumeClaimSpec, after: PersistentVolumeClaimSpec, isBound: boolean): string {
  const storage = before.resources?.requests?.['storage'];
  const requests = { ...after.resources?.requests, ...(storage !== undefined && { storage }) };
  const munged = {
    ...after,
    ...(before.volumeName ? {} : { volumeName: before.volumeName }),
    ...(isBound && {
      resources: { ...after.resources, requests },
      volumeAttributesClassName: (before as { volumeAttributesClassName?: string }).volumeAttributesClassName,
    }),
  };
  const internal = (spec: object) => internalValue(spec, 'PersistentVolumeClaimSpec');
  return unifiedDiff(internal(before), internal(munged));
}

/** A claim without a volume may be given one; a bound claim's size and attributes may change. */
function fixedPart(
  spec: PersistentVolumeClaimSpec | undefined,
  before: PersistentVolumeClaimSpec | undefined,
  isBound: boolean,
): object {
  const { resources, ...rest } = spec ?? {};
  const { volumeAttributesClassName: _, ...fixed } = rest as typeof rest & { volumeAttributesClassName?: string };
  const { storage: _size, ...requests } = resources?.requests ?? {};
  return {
    ...(isBound ? fixed : rest),
    volumeName: before?.volumeName ? fixed.volumeName : undefined,
    storageClassName: before?.storageClassName === undefined ? undefined : fixed.storageClassName,
    resources: { ...resources, requests: isBound ? requests : resources?.requests },
  };
}
