import type {
  DownwardAPIVolumeFile,
  HostPathVolumeSource,
  KeyToPath,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from 'kubernetes-types/core/v1.d.ts';
import { compareQuantities } from '../../machinery/quantity.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { VOLUME_FIELDS, validateFieldReference, validateResourceReference } from './downward-api.ts';
import { dns1123LabelProblems } from './names.ts';
import { localFilePath, noBacksteps } from './paths.ts';

const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const SHORTEST_TOKEN_SECONDS = 600;
const LONGEST_TOKEN_SECONDS = 2 ** 32;

/** Source: pkg/apis/core/validation.ValidateVolumes. */
export function validateVolumes(volumes: readonly Volume[], field: string): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const path = `${field}[${index}]`;
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    const errors: FieldError[] = sources.slice(0, 1).flatMap((source) => validateSource(volume, source, path));
    errors.push(
      ...sources.slice(1).map((source) => forbidden(`${path}.${source}`, 'may not specify more than 1 volume type')),
    );
    if (sources.length === 0) errors.push(required(path, 'must specify a volume type'));
    const problems = dns1123LabelProblems(volume.name ?? '');
    if (!volume.name) errors.push(required(`${path}.name`));
    else if (problems.length > 0) errors.push(...problems.map((text) => invalid(`${path}.name`, volume.name, text)));
    else if (names.has(volume.name)) errors.push(duplicate(`${path}.name`, volume.name));
    // A volume with faults holds no name.
    if (errors.length === 0) names.add(volume.name);
    return errors;
  });
}

function validateSource(volume: Volume, source: string, path: string): FieldError[] {
  const at = `${path}.${source}`;
  const {
    emptyDir,
    hostPath,
    secret,
    configMap,
    persistentVolumeClaim: claim,
    downwardAPI,
    projected,
    csi,
    nfs,
  } = volume;
  if (source === 'emptyDir' && emptyDir?.sizeLimit !== undefined && compareQuantities(emptyDir.sizeLimit, '0') < 0) {
    return [forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
  }
  if (source === 'hostPath' && hostPath) return validateHostPath(hostPath, at);
  if (source === 'secret' && secret) {
    return validateFiles(secret.secretName, `${at}.secretName`, secret.defaultMode, secret.items, at);
  }
  if (source === 'configMap' && configMap) {
    return validateFiles(configMap.name, `${at}.name`, configMap.defaultMode, configMap.items, at);
  }
  if (source === 'persistentVolumeClaim' && !claim?.claimName) return [required(`${at}.claimName`)];
  if (source === 'downwardAPI' && downwardAPI) {
    const files = (downwardAPI.items ?? []).flatMap((file) => validateDownwardFile(file, at));
    return [...validateMode(downwardAPI.defaultMode, `${at}.defaultMode`), ...files];
  }
  if (source === 'projected' && projected) return validateProjected(projected, at);
  if (source === 'csi' && !csi?.driver) return [required(`${at}.driver`)];
  if (source === 'nfs') return validateNfs(nfs?.server, nfs?.path, at);
  return [];
}

function validateNfs(server: string | undefined, path: string | undefined, at: string): FieldError[] {
  const errors: FieldError[] = server ? [] : [required(`${at}.server`)];
  if (!path) errors.push(required(`${at}.path`));
  else if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  return errors;
}

function validateHostPath({ path, type }: HostPathVolumeSource, at: string): FieldError[] {
  const errors: FieldError[] = path ? [] : [required(`${at}.path`)];
  errors.push(...noBacksteps(path ?? '', `${at}.path`));
  if (type !== undefined && !HOST_PATH_TYPES.includes(type)) {
    errors.push(notSupported(`${at}.type`, type, HOST_PATH_TYPES));
  }
  return errors;
}

function validateFiles(
  name: string | undefined,
  nameField: string,
  mode: number | undefined,
  items: readonly KeyToPath[] | undefined,
  at: string,
): FieldError[] {
  return [
    ...(name ? [] : [required(nameField)]),
    ...validateMode(mode, `${at}.defaultMode`),
    ...(items ?? []).flatMap((item, index) => validateItem(item, `${at}.items[${index}]`)),
  ];
}

function validateMode(mode: number | undefined, field: string): FieldError[] {
  return mode !== undefined && (mode > 0o777 || mode < 0) ? [invalid(field, mode, FILE_MODE)] : [];
}

function validateItem({ key, path, mode }: KeyToPath, at: string): FieldError[] {
  return [
    ...(key ? [] : [required(`${at}.key`)]),
    ...(path ? [] : [required(`${at}.path`)]),
    ...localFilePath(path ?? '', `${at}.path`),
    ...validateMode(mode, `${at}.mode`),
  ];
}

function validateDownwardFile(file: DownwardAPIVolumeFile, at: string): FieldError[] {
  const { path, fieldRef, resourceFieldRef, mode } = file;
  const errors: FieldError[] = path ? [] : [required(`${at}.path`)];
  errors.push(...localFilePath(path ?? '', `${at}.path`));
  if (fieldRef) {
    errors.push(...validateFieldReference(fieldRef, VOLUME_FIELDS, `${at}.fieldRef`));
    const both = 'fieldRef and resourceFieldRef can not be specified simultaneously';
    if (resourceFieldRef) errors.push(invalid(at, 'resource', both));
  } else if (resourceFieldRef) {
    errors.push(...validateResourceReference(resourceFieldRef, true, `${at}.resourceFieldRef`));
  } else errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(mode, `${at}.mode`)];
}

function validateProjected({ sources, defaultMode }: ProjectedVolumeSource, at: string): FieldError[] {
  const paths = new Set<string>();
  const errors = validateMode(defaultMode, `${at}.defaultMode`);
  for (const [index, source] of (sources ?? []).entries()) {
    const path = `${at}.sources[${index}]`;
    errors.push(...validateProjection(source, path, at));
    for (const [target, name] of targetsOf(source)) {
      if (target === '') continue;
      if (paths.has(target)) errors.push(invalid(at, name, 'conflicting duplicate paths'));
      paths.add(target);
    }
    if (Object.keys(source).length > 1) {
      errors.push(forbidden(path, 'may not specify more than 1 volume type per source'));
    }
  }
  return errors;
}

/** Where a source's files go, each with the value that a conflict is reported by. */
function targetsOf({ secret, configMap, downwardAPI }: VolumeProjection): [target: string, reported: string][] {
  return [
    ...(secret?.items ?? []).map(({ path }): [string, string] => [path, secret?.name ?? '']),
    ...(configMap?.items ?? []).map(({ path }): [string, string] => [path, configMap?.name ?? '']),
    ...(downwardAPI?.items ?? []).map(({ path }): [string, string] => [path, path]),
  ];
}

function validateProjection(source: VolumeProjection, path: string, volume: string): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken: token } = source;
  const errors: FieldError[] = [];
  for (const [name, files] of [
    ['secret', secret],
    ['configMap', configMap],
  ] as const) {
    if (files)
      errors.push(...validateFiles(files.name, `${path}.${name}.name`, undefined, files.items, `${path}.${name}`));
  }
  for (const file of downwardAPI?.items ?? []) errors.push(...validateDownwardFile(file, `${path}.downwardAPI`));
  if (!token) return errors;
  const field = `${path}.serviceAccountToken.expirationSeconds`;
  const seconds = token.expirationSeconds ?? 0;
  if (seconds < SHORTEST_TOKEN_SECONDS) {
    errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > LONGEST_TOKEN_SECONDS) {
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  return [...errors, ...(token.path ? localFilePath(token.path, `${volume}.path`) : [required(`${volume}.path`)])];
}
