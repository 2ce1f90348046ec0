import type { Container, Pod, PodSpec, ResourceRequirements } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { type FieldError, forbidden, invalid } from './field-error.ts';
import { bumpGeneration, keep } from './generation.ts';
import { qualityOfService } from './pod-quality-of-service.ts';
import type { MutableObject } from './resource-definition.ts';
import { same } from './same.ts';
import { type Mutable, typed } from './typed.ts';
import { validatePodSpec } from './validation/pod-spec.ts';

const PARTS = ['containers', 'initContainers'] as const;
const RESIZABLE = ['cpu', 'memory'];

/** Only containers' resources and resize policies change. Source: pkg/registry/core/pod/strategy.go dropNonResizeUpdates. */
export function prepareForResize(object: MutableObject, old: KubernetesObject): void {
  const after = typed<Mutable<Pod>>(object).spec;
  const before = typed<Pod>(old).spec;
  if (!after || !before) return;
  if (PARTS.every((part) => sameNames(after[part], before[part]))) {
    const spec: Mutable<PodSpec> = { ...before };
    for (const part of PARTS) {
      const list = before[part]?.map((container, index) => resized(container, after[part]?.[index]));
      if (list) spec[part] = list;
    }
    object['spec'] = spec;
  }
  keep(object, old, 'status');
  object.metadata = { ...old.metadata, resourceVersion: object.metadata.resourceVersion };
  bumpGeneration(object, old);
}

type WithPolicy = Container & { readonly resizePolicy?: unknown };

function resized(before: WithPolicy, after: WithPolicy | undefined): Container {
  const { resources: _resources, resizePolicy: _policy, ...rest } = before;
  return {
    ...rest,
    ...(after?.resizePolicy === undefined ? {} : { resizePolicy: after.resizePolicy }),
    resources: after?.resources ?? {},
  };
}

function sameNames(after: readonly Container[] = [], before: readonly Container[] = []): boolean {
  return after.length === before.length && after.every(({ name }, index) => name === before[index]?.name);
}

/** Source: pkg/apis/core/validation.ValidatePodResize. */
export function validateResize(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const pod = typed<Pod>(object);
  const after = pod.spec ?? { containers: [] };
  const before = typed<Pod>(old).spec ?? { containers: [] };
  const ofPod = [after, before].some((spec) => hasAny((spec as { resources?: ResourceRequirements }).resources));
  if (ofPod) return [forbidden('', 'pods with pod-level resources cannot be resized')];
  const errors = validatePodSpec(after, 'spec', false);
  if (qualityOfService(before) !== qualityOfService(after)) {
    errors.push(invalid('spec', pod.status?.qosClass, 'Pod QOS Class may not change as a result of resizing'));
  }
  const moved = PARTS.flatMap((part) => validateOrder(part, after[part], before[part]));
  if (moved.length > 0) return [...errors, ...moved];
  for (const part of PARTS) {
    for (const [index, container] of (before[part] ?? []).entries()) {
      errors.push(...validateContainer(part, index, container, after[part]?.[index] ?? container));
    }
  }
  return errors;
}

function hasAny(resources: ResourceRequirements | undefined): boolean {
  return Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0;
}

function validateOrder(
  part: (typeof PARTS)[number],
  after: readonly Container[] = [],
  before: readonly Container[] = [],
): FieldError[] {
  if (after.length !== before.length) {
    return [forbidden(`spec.${part}`, `${part} may not be added or removed on resize`)];
  }
  return after.flatMap(({ name }, index) =>
    name === before[index]?.name
      ? []
      : [forbidden(`spec.${part}[${index}].name`, `${part} may not be renamed or reordered on resize`)],
  );
}

function validateContainer(
  part: (typeof PARTS)[number],
  index: number,
  before: Container,
  after: Container,
): FieldError[] {
  if (part === 'initContainers' && before.restartPolicy !== 'Always') {
    const detail = 'resources for non-sidecar init containers are immutable';
    return same(after, before) ? [] : [forbidden('spec', detail)];
  }
  const path = `spec.${part}[${index}].resources`;
  const errors = (['requests', 'limits'] as const)
    .filter((kind) => {
      const wanted = after.resources?.[kind] ?? {};
      return Object.keys(before.resources?.[kind] ?? {}).some((name) => !(name in wanted));
    })
    .map((kind) => forbidden(`${path}.${kind}`, `resource ${kind} cannot be removed`));
  if (same(fixedResources(after), fixedResources(before))) return errors;
  const which = part === 'containers' ? '' : ' for sidecar containers';
  return [...errors, forbidden('spec', `only cpu and memory resources${which} are mutable`)];
}

function fixedResources({ resources = {} }: Container): object {
  const fixed = (list: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(list).filter(([name]) => !RESIZABLE.includes(name)));
  return { requests: fixed(resources.requests), limits: fixed(resources.limits) };
}
