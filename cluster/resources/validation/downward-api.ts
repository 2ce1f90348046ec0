import type { ObjectFieldSelector, ResourceFieldSelector } from 'kubernetes-types/core/v1.d.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { qualifiedNameProblems } from './names.ts';

/** What an environment variable may be of its pod. */
export const ENVIRONMENT_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** What a file may be of its pod. */
export const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Source: pkg/apis/core/pods/helpers.go ConvertDownwardAPIFieldLabel. */
const KNOWN_FIELDS = new Set([
  ...ENVIRONMENT_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'spec.host',
]);

const RESOURCES = ['limits', 'requests'].flatMap((part) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${part}.${name}`),
);

/** Source: pkg/apis/core/validation.validateObjectFieldSelector. */
export function validateFieldReference(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  supported: readonly string[],
  field: string,
): FieldError[] {
  if (!apiVersion) return [required(`${field}.apiVersion`)];
  if (!fieldPath) return [required(`${field}.fieldPath`)];
  const [, path = fieldPath, subscript] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (subscript === undefined) {
    if (!KNOWN_FIELDS.has(path)) return [unknownField(fieldPath, field)];
    const converted = path === 'spec.host' ? 'spec.nodeName' : path;
    return supported.includes(converted) ? [] : [notSupported(`${field}.fieldPath`, converted, supported)];
  }
  if (path === 'metadata.annotations' || path === 'metadata.labels') {
    const key = path === 'metadata.labels' ? subscript : subscript.toLowerCase();
    return qualifiedNameProblems(key).map((problem) => invalid(field, key, problem));
  }
  return [unknownField(fieldPath, field)];
}

function unknownField(fieldPath: string, field: string): FieldError {
  const detail = `error converting fieldPath: field label not supported: ${fieldPath}`;
  return invalid(`${field}.fieldPath`, fieldPath, detail);
}

/** Source: pkg/apis/core/validation.validateContainerResourceFieldSelector. */
export function validateResourceReference(
  { containerName, resource }: ResourceFieldSelector,
  inVolume: boolean,
  field: string,
): FieldError[] {
  if (inVolume && !containerName) return [required(`${field}.containerName`)];
  if (!resource) return [required(`${field}.resource`)];
  if (RESOURCES.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)) return [];
  return [notSupported(`${field}.resource`, resource, RESOURCES)];
}
