import type { PersistentVolume, PersistentVolumeSpec } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { compareQuantities } from '../../machinery/quantity.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { internalValue } from '../internal-value.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { dns1123SubdomainProblems } from './names.ts';
import { noBacksteps } from './paths.ts';
import { VOLUME_MODES, validateAccessModes } from './persistent-volume-claim.ts';
import { validateNodeSelector } from './pod-scheduling.ts';
import { positiveQuantity } from './quantities.ts';

const POLICIES = ['Delete', 'Recycle', 'Retain'];
const NOT_SOURCES = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

const sourcesOf = (spec: PersistentVolumeSpec | undefined) =>
  Object.entries(spec ?? {}).filter(([field]) => !NOT_SOURCES.has(field));

/** Source: pkg/apis/core/validation.ValidatePersistentVolumeSpec. */
export function validateVolume(object: KubernetesObject): FieldError[] {
  const spec = typed<PersistentVolume>(object).spec;
  const { accessModes = [], capacity = {}, persistentVolumeReclaimPolicy: policy = '', volumeMode } = spec ?? {};
  const errors: FieldError[] = accessModes.length === 0 ? [required('spec.accessModes')] : [];
  errors.push(...validateAccessModes(accessModes), ...validateCapacity(capacity));
  if (policy !== '' && !POLICIES.includes(policy)) {
    errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, POLICIES));
  }
  if (spec?.nodeAffinity?.required) {
    errors.push(...validateNodeSelector(spec.nodeAffinity.required, 'spec.nodeAffinity.required'));
  }
  const [first, ...more] = sourcesOf(spec);
  errors.push(...more.map(([source]) => forbidden(`spec.${source}`, 'may not specify more than 1 volume type')));
  if (!first) errors.push(required('spec', 'must specify a volume type'));
  const path = spec?.hostPath?.path;
  if (spec?.hostPath && !path) errors.push(required('spec.hostPath.path'));
  errors.push(...noBacksteps(path ?? '', 'spec.hostPath.path'));
  if (path === '/' && policy === 'Recycle') {
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (spec?.storageClassName) {
    const problems = dns1123SubdomainProblems(spec.storageClassName);
    errors.push(...problems.map((problem) => invalid('spec.storageClassName', spec.storageClassName, problem)));
  }
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode)) {
    errors.push(notSupported('spec.volumeMode', volumeMode, VOLUME_MODES));
  }
  return errors;
}

function validateCapacity(capacity: Readonly<Record<string, string>>): FieldError[] {
  const names = Object.keys(capacity);
  const errors: FieldError[] = names.length === 0 ? [required('spec.capacity')] : [];
  if (names.length !== 1 || names[0] !== 'storage') errors.push(notSupported('spec.capacity', capacity, ['storage']));
  for (const [name, amount] of Object.entries(capacity).filter(([each]) => each === 'storage')) {
    const field = `spec.capacity[${name}]`;
    if (compareQuantities(amount, '0') < 0) errors.push(invalid(field, amount, 'must be a valid resource quantity'));
    errors.push(...positiveQuantity(amount, field));
  }
  return errors;
}

/** Source: ValidatePersistentVolumeUpdate. */
export function validateVolumeUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<PersistentVolume>(object).spec, typed<PersistentVolume>(old).spec];
  const errors: FieldError[] = [];
  if (!same(Object.fromEntries(sourcesOf(after)), Object.fromEntries(sourcesOf(before)))) {
    const source = (spec: object | undefined) => internalValue(spec ?? {}, 'PersistentVolumeSource');
    const difference = unifiedDiff(source(before), source(after));
    const detail = `spec.persistentvolumesource is immutable after creation\n${difference}`;
    errors.push(forbidden('spec.persistentvolumesource', detail));
  }
  const [mode, oldMode] = [after?.volumeMode, before?.volumeMode];
  if (mode !== oldMode) errors.push(invalid('volumeMode', mode ?? null, 'field is immutable'));
  if (before?.nodeAffinity && !same(after?.nodeAffinity, before.nodeAffinity)) {
    const affinity = after?.nodeAffinity ? internalValue(after.nodeAffinity, 'VolumeNodeAffinity') : null;
    const detail = 'field is immutable, except for updating from beta label to GA';
    errors.push(invalid('nodeAffinity', affinity, detail));
  }
  return errors;
}
