import type { Container, PodSpec, PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { sloppyIpProblems } from './addresses.ts';
import { validateContainers, validateInitContainers } from './container.ts';
import { validateDnsConfig } from './dns-config.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems, qualifiedNameProblems } from './names.ts';
import { validateAnnotations, validateLabels } from './object-meta.ts';
import { validateAffinity, validateSpreadConstraints, validateTolerations } from './pod-scheduling.ts';
import { validatePodSecurityContext } from './security-context.ts';
import { validateVolumes } from './volumes.ts';

const MAX_INT32 = 2_147_483_647;

/** Source: pkg/apis/core/validation.ValidatePodSpec. */
export function validatePodSpec(spec: PodSpec, field: string, isTemplate = true): FieldError[] {
  const { containers = [], initContainers = [] } = spec;
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  const surroundings = { volumes, gracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 0 };
  const names = containers.map(({ name }) => name);
  return [
    ...validateVolumes(spec.volumes ?? [], `${field}.volumes`),
    ...(containers.length === 0 ? [required(`${field}.containers`)] : []),
    ...validateContainers(containers, surroundings, `${field}.containers`),
    ...validateInitContainers(initContainers, surroundings, names, `${field}.initContainers`),
    ...(spec.hostNetwork ? validateHostPorts(spec, `${field}.containers`, isTemplate) : []),
    ...validatePolicies(spec, field),
    ...validateLabels(spec.nodeSelector ?? {}, `${field}.nodeSelector`),
    ...validatePodSecurityContext(spec.securityContext ?? {}, spec, `${field}.securityContext`),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${field}.dnsConfig`),
    ...validateGates(spec, field),
    ...validateSpreadConstraints(spec.topologySpreadConstraints ?? [], `${field}.topologySpreadConstraints`),
    ...validateNames(spec, field),
    ...validateTolerations(spec.tolerations ?? [], `${field}.tolerations`),
    ...validateHostAliases(spec.hostAliases ?? [], `${field}.hostAliases`),
    ...validateClasses(spec, field),
    ...(isTemplate
      ? []
      : [
          ...validateImages(initContainers, `${field}.initContainers`),
          ...validateImages(containers, `${field}.containers`),
        ]),
  ];
}

/** Source: validateContainersOnlyForPod. */
function validateImages(containers: readonly Container[], field: string): FieldError[] {
  return containers.flatMap(({ image = '' }, index) => {
    if (image.trim() === image) return [];
    return [invalid(`${field}[${index}].image`, image, 'must not have leading or trailing whitespace')];
  });
}

/** A template may leave host ports to the defaults of its pods. */
function validateHostPorts({ containers }: PodSpec, field: string, isTemplate: boolean): FieldError[] {
  return containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ hostPort = 0, containerPort }, at) => {
      if (hostPort === containerPort || (isTemplate && hostPort === 0)) return [];
      const path = `${field}[${index}].ports[${at}].hostPort`;
      return [invalid(path, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

function validateGates(spec: PodSpec, field: string): FieldError[] {
  const { readinessGates = [], schedulingGates = [] } = spec;
  return [
    ...readinessGates.flatMap(({ conditionType }, index) =>
      qualifiedNameProblems(conditionType).map((problem) =>
        invalid(`${field}.readinessGates[${index}].conditionType`, conditionType, problem),
      ),
    ),
    ...schedulingGates.flatMap(({ name }, index) => {
      const path = `${field}.schedulingGates[${index}]`;
      const again = schedulingGates.findIndex((gate) => gate.name === name) < index;
      return [
        ...qualifiedNameProblems(name).map((problem) => invalid(path, name, problem)),
        ...(again ? [duplicate(path, name)] : []),
      ];
    }),
  ];
}

function validateNames(spec: PodSpec, field: string): FieldError[] {
  const errors = [
    ...named(spec.serviceAccountName, `${field}.serviceAccountName`),
    ...named(spec.nodeName, `${field}.nodeName`),
  ];
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    errors.push(invalid(`${field}.activeDeadlineSeconds`, deadline, `must be between 1 and ${MAX_INT32}, inclusive`));
  }
  for (const part of ['hostname', 'subdomain'] as const) {
    const value = spec[part];
    if (!value) continue;
    errors.push(...dns1123LabelProblems(value).map((problem) => invalid(`${field}.${part}`, value, problem)));
  }
  return errors;
}

function validateHostAliases(aliases: NonNullable<PodSpec['hostAliases']>, field: string): FieldError[] {
  return aliases.flatMap(({ ip = '', hostnames = [] }, index) => [
    ...sloppyIpProblems(ip).map((problem) => invalid(`${field}[${index}].ip`, ip, problem)),
    ...hostnames.flatMap((name, at) =>
      dns1123SubdomainProblems(name).map((problem) => invalid(`${field}[${index}].hostnames[${at}]`, name, problem)),
    ),
  ]);
}

function validateClasses(spec: PodSpec, field: string): FieldError[] {
  const policies = ['Never', 'PreemptLowerPriority'];
  const policy = spec.preemptionPolicy;
  return [
    ...named(spec.priorityClassName, `${field}.priorityClassName`),
    ...named(spec.runtimeClassName, `${field}.runtimeClassName`),
    ...(policy !== undefined && !policies.includes(policy)
      ? [notSupported(`${field}.preemptionPolicy`, policy, policies)]
      : []),
  ];
}

function validatePolicies(spec: PodSpec, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const restart = ['Always', 'OnFailure', 'Never'];
  if (!restart.includes(spec.restartPolicy ?? '')) {
    errors.push(notSupported(`${field}.restartPolicy`, spec.restartPolicy ?? '', restart));
  }
  const dns = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
  if (!dns.includes(spec.dnsPolicy ?? '')) errors.push(notSupported(`${field}.dnsPolicy`, spec.dnsPolicy ?? '', dns));
  return errors;
}

function named(value: string | undefined, field: string): FieldError[] {
  return value ? dns1123SubdomainProblems(value).map((problem) => invalid(field, value, problem)) : [];
}

/** A template on its own: labels, annotations, pod spec. Source: pkg/apis/core/validation.ValidatePodTemplateSpec. */
export function validatePodTemplate(template: PodTemplateSpec | undefined, field: string): FieldError[] {
  return [
    ...validateLabels(template?.metadata?.labels ?? {}, `${field}.labels`),
    ...validateAnnotations(template?.metadata?.annotations ?? {}, `${field}.annotations`),
    ...validatePodSpec(template?.spec ?? { containers: [] }, `${field}.spec`),
  ];
}

/** A template under a controller that restarts its pods for ever. Source: pkg/apis/apps/validation.ValidatePodTemplateSpecForReplicaSet. */
export function validateTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  owner: 'ReplicaSet' | 'ReplicationController' | 'DaemonSet' | 'StatefulSet',
): FieldError[] {
  const field = 'spec.template';
  const labels = template?.metadata?.labels ?? {};
  const errors: FieldError[] = [];
  const isEmpty = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
  // No selector at all selects nothing.
  if (!selector || (!isEmpty && !matchesSelector(selector, labels))) {
    const given = template?.metadata?.labels ?? null;
    errors.push(invalid(`${field}.metadata.labels`, given, '`selector` does not match template `labels`'));
  }
  errors.push(...validatePodTemplate(template, field));
  const spec = template?.spec;
  if (spec?.restartPolicy !== 'Always') {
    errors.push(notSupported(`${field}.spec.restartPolicy`, spec?.restartPolicy ?? '', ['Always']));
  }
  if (spec?.activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`));
  }
  return errors;
}
