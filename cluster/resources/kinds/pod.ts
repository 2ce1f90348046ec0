import type { Pod, PodSpec, Toleration } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, required } from '../field-error.ts';
import { bumpGeneration, keep } from '../generation.ts';
import { internalValue } from '../internal-value.ts';
import { admitPod } from '../pod-admission.ts';
import { podColumns } from '../pod-columns.ts';
import { defaultPod, defaultPodSpec } from '../pod-defaults.ts';
import { qualityOfService } from '../pod-quality-of-service.ts';
import { prepareForResize, validateResize } from '../pod-resize.ts';
import { gatedConditions, mergeLabelKeys } from '../pod-scheduling.ts';
import { same } from '../same.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { validatePodSpec } from '../validation/pod-spec.ts';

const STREAM = ['create', 'get'] as const;

/** Source: pkg/registry/core/pod/strategy.go. */
export const podKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: [
    { name: 'attach', verbs: STREAM, kind: { group: '', version: 'v1', kind: 'PodAttachOptions' } },
    { name: 'binding', verbs: ['create'], kind: { group: '', version: 'v1', kind: 'Binding' } },
    { name: 'ephemeralcontainers', verbs: ['get', 'patch', 'update'] },
    { name: 'eviction', verbs: ['create'], kind: { group: 'policy', version: 'v1', kind: 'Eviction' } },
    { name: 'exec', verbs: STREAM, kind: { group: '', version: 'v1', kind: 'PodExecOptions' } },
    { name: 'log', verbs: ['get'] },
    { name: 'portforward', verbs: STREAM, kind: { group: '', version: 'v1', kind: 'PodPortForwardOptions' } },
    {
      name: 'proxy',
      verbs: ['create', 'delete', 'get', 'patch', 'update'],
      kind: { group: '', version: 'v1', kind: 'PodProxyOptions' },
    },
    { name: 'resize', verbs: ['get', 'patch', 'update'] },
    STATUS,
  ],
  columns: podColumns,
  defaults(object) {
    const { spec } = typed<Mutable<Pod>>(object);
    if (!spec) return;
    defaultPodSpec(spec);
    defaultPod(spec);
  },
  prepareForCreate(object, { clock }) {
    const pod = typed<Mutable<Pod>>(object);
    object.metadata['generation'] = 1;
    admitPod(pod);
    mergeLabelKeys(pod);
    const qosClass = qualityOfService(pod.spec ?? { containers: [] });
    pod.status = { phase: 'Pending', qosClass, ...gatedConditions(pod, clock) };
  },
  prepareForUpdate(object, old) {
    keep(object, old, 'status');
    bumpGeneration(object, old);
  },
  prepareForStatusUpdate(object, old) {
    keep(object, old, 'spec');
    const status = typed<Mutable<Pod>>(object).status;
    const qosClass = typed<Pod>(old).status?.qosClass;
    if (status && qosClass && status.qosClass !== qosClass) status.qosClass = qosClass;
    for (const condition of status?.conditions ?? []) writeTimes(condition);
  },
  prepareForSubresource: {
    ephemeralcontainers: (object, old) => bumpGeneration(object, old),
    resize: prepareForResize,
  },
  validateSubresource: (object, old, name) => (name === 'resize' ? validateResize(object, old) : []),
  validate: (object) => validatePodSpec(typed<Pod>(object).spec ?? { containers: [] }, 'spec', false),
  validateUpdate,
  selectableFields: selectable<Pod>({
    'spec.nodeName': (pod) => pod.spec?.nodeName,
    'spec.restartPolicy': (pod) => pod.spec?.restartPolicy,
    'spec.schedulerName': (pod) => pod.spec?.schedulerName,
    'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName,
    'spec.hostNetwork': (pod) => pod.spec?.hostNetwork ?? false,
    'status.phase': (pod) => pod.status?.phase,
    'status.podIP': (pod) => pod.status?.podIP,
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName,
  }),
});

/** A time that is not set is `null` on the wire: metav1.Time is a structure, and Go leaves none of those out. */
function writeTimes(condition: Record<string, unknown>): void {
  condition['lastProbeTime'] ??= null;
  condition['lastTransitionTime'] ??= null;
}

const UPDATABLE =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Source: pkg/apis/core/validation.ValidatePodUpdate. */
function validateUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const before = typed<Pod>(old).spec;
  const after = typed<Pod>(object).spec;
  if (!before || !after || same(before, after)) return [];
  const errors: FieldError[] = [];
  for (const part of ['containers', 'initContainers'] as const) {
    if ((before[part]?.length ?? 0) !== (after[part]?.length ?? 0)) {
      return [forbidden(`spec.${part}`, 'pod updates may not add or remove containers')];
    }
    for (const [index, { image }] of (after[part] ?? []).entries()) {
      const path = `spec.${part}[${index}].image`;
      if (!image) errors.push(required(path));
      else if (image.trim() !== image) {
        errors.push(invalid(path, image, 'must not have leading or trailing whitespace'));
      }
    }
  }
  errors.push(...validateDeadline(after.activeDeadlineSeconds, before.activeDeadlineSeconds));
  errors.push(...validateAddedTolerations(after.tolerations ?? [], before.tolerations ?? []));
  const gates = new Set((before.schedulingGates ?? []).map(({ name }) => name));
  for (const [index, { name }] of (after.schedulingGates ?? []).entries()) {
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    if (!gates.has(name)) errors.push(forbidden(`spec.schedulingGates[${index}].name`, detail));
  }
  return same(fixedPart(before, before), fixedPart(after, before))
    ? errors
    : [
        ...errors,
        forbidden('spec', `pod updates may not change fields other than ${UPDATABLE}\n${fixedDiff(before, after)}`),
      ];
}

/** The difference of what may not change: everything else is taken from the spec before. */
function fixedDiff(before: PodSpec, after: PodSpec): string {
  const withImages = <Part extends 'containers' | 'initContainers'>(part: Part) =>
    after[part]?.map((container, index) => ({ ...container, image: before[part]?.[index]?.image }));
  const munged = {
    ...after,
    containers: withImages('containers'),
    initContainers: withImages('initContainers'),
    activeDeadlineSeconds: before.activeDeadlineSeconds,
    tolerations: before.tolerations,
    schedulingGates: before.schedulingGates,
    ...((before.schedulingGates?.length ?? 0) > 0 && { nodeSelector: before.nodeSelector }),
  };
  return unifiedDiff(internalValue(before, 'PodSpec'), internalValue(munged, 'PodSpec'));
}

const MAX_INT32 = 2_147_483_647;

function validateDeadline(after: number | undefined, before: number | undefined): FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  if (after === undefined) {
    const detail = 'must not update from a positive integer to nil value';
    return before === undefined ? [] : [invalid(field, null, detail)];
  }
  if (after < 0 || after > MAX_INT32) return [invalid(field, after, `must be between 0 and ${MAX_INT32}, inclusive`)];
  const later = before !== undefined && before < after;
  return later ? [invalid(field, after, 'must be less than or equal to previous value')] : [];
}

function validateAddedTolerations(after: readonly Toleration[], before: readonly Toleration[]): FieldError[] {
  const untimed = ({ tolerationSeconds: _, ...toleration }: Toleration) => toleration;
  const lost = before.filter((old) => !after.some((toleration) => same(untimed(toleration), untimed(old))));
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return lost.map(() => forbidden('spec.tolerations', detail));
}

/** The spec without what may change; a gated pod's node selection is still open. */
function fixedPart(spec: PodSpec, before: PodSpec): object {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, schedulingGates: _gates, ...rest } = spec;
  const withoutImage = ({ image: _image, ...container }: { image?: string }) => container;
  const isGated = (before.schedulingGates?.length ?? 0) > 0;
  const grace = rest.terminationGracePeriodSeconds;
  const negative = (before.terminationGracePeriodSeconds ?? 0) < 0 && grace === 1;
  return {
    ...rest,
    ...(isGated && { nodeSelector: undefined, affinity: { ...rest.affinity, nodeAffinity: undefined } }),
    ...(negative && { terminationGracePeriodSeconds: before.terminationGracePeriodSeconds }),
    containers: spec.containers.map(withoutImage),
    initContainers: spec.initContainers?.map(withoutImage),
  };
}
