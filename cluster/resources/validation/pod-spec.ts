import type { PodSpec, PodTemplateSpec, Volume } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { validateContainers } from './container.ts';
import { dns1123LabelProblems, dns1123SubdomainProblems } from './names.ts';
import { nonNegative } from './numbers.ts';
import { validateAnnotations, validateLabels } from './object-meta.ts';

/** Source: pkg/apis/core/validation.ValidatePodSpec. */
export function validatePodSpec(spec: PodSpec, field: string): FieldError[] {
  const errors = validateVolumes(spec.volumes ?? [], `${field}.volumes`);
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  const containers = spec.containers ?? [];
  if (containers.length === 0) errors.push(required(`${field}.containers`));
  errors.push(...validateContainers(containers, volumes, `${field}.containers`));
  const taken = new Set(containers.map((container) => container.name));
  errors.push(...validateContainers(spec.initContainers ?? [], volumes, `${field}.initContainers`));
  for (const [index, { name }] of (spec.initContainers ?? []).entries()) {
    if (taken.has(name)) errors.push(duplicate(`${field}.initContainers[${index}].name`, name));
  }
  errors.push(...validatePolicies(spec, field));
  errors.push(...named(spec.serviceAccountName, `${field}.serviceAccountName`));
  errors.push(...named(spec.nodeName, `${field}.nodeName`));
  errors.push(...validateLabels(spec.nodeSelector ?? {}, `${field}.nodeSelector`));
  for (const part of ['hostname', 'subdomain'] as const) {
    const value = spec[part];
    if (value)
      errors.push(...dns1123LabelProblems(value).map((problem) => invalid(`${field}.${part}`, value, problem)));
  }
  errors.push(...nonNegative(spec.terminationGracePeriodSeconds, `${field}.terminationGracePeriodSeconds`));
  return errors;
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

function validateVolumes(volumes: readonly Volume[], field: string): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const path = `${field}[${index}]`;
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    const errors: FieldError[] = sources
      .slice(1)
      .map((source) => forbidden(`${path}.${source}`, 'may not specify more than 1 volume type'));
    if (sources.length === 0) errors.push(required(path, 'must specify a volume type'));
    if (volume.configMap && !volume.configMap.name) errors.push(required(`${path}.configMap.name`));
    if (volume.secret && !volume.secret.secretName) errors.push(required(`${path}.secret.secretName`));
    if (volume.hostPath && !volume.hostPath.path) errors.push(required(`${path}.hostPath.path`));
    if (volume.persistentVolumeClaim && !volume.persistentVolumeClaim.claimName) {
      errors.push(required(`${path}.persistentVolumeClaim.claimName`));
    }
    if (!volume.name) errors.push(required(`${path}.name`));
    else
      errors.push(...dns1123LabelProblems(volume.name).map((problem) => invalid(`${path}.name`, volume.name, problem)));
    if (names.has(volume.name)) errors.push(duplicate(`${path}.name`, volume.name));
    names.add(volume.name);
    return errors;
  });
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
  owner: 'ReplicaSet' | 'DaemonSet' | 'StatefulSet',
): FieldError[] {
  const field = 'spec.template';
  const labels = template?.metadata?.labels ?? {};
  const errors: FieldError[] = [];
  const isEmpty = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
  if (selector && !isEmpty && !matchesSelector(selector, labels)) {
    errors.push(invalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`'));
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
