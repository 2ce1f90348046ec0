import type { PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from 'kubernetes-types/core/v1.d.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { localDescendingPath } from './paths.ts';

const HIGHEST_ID = 2_147_483_647;
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const LONGEST_SYSCTL = 253;

/** A container's. Source: pkg/apis/core/validation.ValidateSecurityContext. */
export function validateSecurityContext(context: SecurityContext | undefined, path: string): FieldError[] {
  if (!context) return [];
  const { allowPrivilegeEscalation, privileged, capabilities, procMount } = context;
  const errors = [
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
  ];
  if (procMount !== undefined && !['Default', 'Unmasked'].includes(procMount)) {
    errors.push(notSupported(`${path}.procMount`, procMount, ['Default', 'Unmasked']));
  }
  errors.push(...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`));
  if (allowPrivilegeEscalation === false && privileged) {
    errors.push(invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  }
  if (allowPrivilegeEscalation === false && capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, context, detail));
  }
  return errors;
}

/** Source: validatePodSpecSecurityContext. */
export function validatePodSecurityContext(context: PodSecurityContext, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) {
    errors.push(...validateId(context[name], `${path}.${name}`));
  }
  for (const [index, group] of (context.supplementalGroups ?? []).entries()) {
    errors.push(...validateId(group, `${path}.supplementalGroups[${index}]`));
  }
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(`${path}.shareProcessNamespace`, true, detail));
  }
  errors.push(...validateSysctls(context, spec, `${path}.sysctls`));
  const policy = context.fsGroupChangePolicy;
  if (policy !== undefined && !['Always', 'OnRootMismatch'].includes(policy)) {
    errors.push(notSupported(`${path}.fsGroupChangePolicy`, policy, ['Always', 'OnRootMismatch']));
  }
  return [...errors, ...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`)];
}

function validateId(id: number | undefined, field: string): FieldError[] {
  if (id === undefined || (id >= 0 && id <= HIGHEST_ID)) return [];
  return [invalid(field, id, `must be between 0 and ${HIGHEST_ID}, inclusive`)];
}

function validateSysctls({ sysctls = [] }: PodSecurityContext, spec: PodSpec, path: string): FieldError[] {
  return sysctls.flatMap(({ name }, index) => {
    const field = `${path}[${index}].name`;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(field));
    else if (name.length > LONGEST_SYSCTL || !SYSCTL.test(name)) {
      const shape = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
      errors.push(invalid(field, name, `must have at most ${LONGEST_SYSCTL} characters and match regex ^${shape}$`));
    } else if (sysctls.findIndex((other) => other.name === name) < index) errors.push(duplicate(field, name));
    const plain = (name ?? '').replaceAll('/', '.');
    if (spec.hostNetwork && plain.startsWith('net.')) {
      errors.push(invalid(field, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec.hostIPC && /^(kernel\.shm|kernel\.msg|kernel\.sem$|fs\.mqueue\.)/.test(plain)) {
      errors.push(invalid(field, name, "may not be specified when 'hostIPC' is true"));
    }
    return errors;
  });
}

function validateSeccomp(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const types = ['Localhost', 'RuntimeDefault', 'Unconfined'];
  const errors: FieldError[] = [];
  if (!type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!types.includes(type)) errors.push(notSupported(`${path}.type`, type, types));
  const field = `${path}.localhostProfile`;
  if (type === 'Localhost') {
    if (localhostProfile === undefined) {
      return [...errors, required(field, 'must be set when seccomp type is Localhost')];
    }
    return [...errors, ...localDescendingPath(localhostProfile, field)];
  }
  if (localhostProfile === undefined) return errors;
  return [...errors, invalid(field, profile, 'can only be set when seccomp type is Localhost')];
}
