import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, forbidden, invalid } from '../field-error.ts';
import { bumpGeneration, keep } from '../generation.ts';
import { admitPod } from '../pod-admission.ts';
import { podColumns } from '../pod-columns.ts';
import { defaultPod, defaultPodSpec } from '../pod-defaults.ts';
import { qualityOfService } from '../pod-quality-of-service.ts';
import { gatedConditions, mergeLabelKeys } from '../pod-scheduling.ts';
import { same } from '../same.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
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
  prepareForCreate(object, { random, clock }) {
    const pod = typed<Mutable<Pod>>(object);
    object.metadata['generation'] = 1;
    admitPod(pod, random);
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
  },
  prepareForSubresource: {
    ephemeralcontainers: (object, old) => bumpGeneration(object, old),
    resize: (object, old) => bumpGeneration(object, old),
  },
  validate: (object) => validatePodSpec(typed<Pod>(object).spec ?? { containers: [] }, 'spec'),
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

const UPDATABLE =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Source: pkg/apis/core/validation.ValidatePodUpdate; the real message goes on with a Go diff of the two specs. */
function validateUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const before = typed<Pod>(old).spec;
  const after = typed<Pod>(object).spec;
  if (!before || !after || same(before, after)) return [];
  for (const part of ['containers', 'initContainers'] as const) {
    if ((before[part]?.length ?? 0) !== (after[part]?.length ?? 0)) {
      return [forbidden(`spec.${part}`, 'pod updates may not add or remove containers')];
    }
  }
  const emptyImages = (after.containers ?? []).flatMap((container, index) =>
    container.image ? [] : [invalid(`spec.containers[${index}].image`, '', 'must not be empty')],
  );
  return same(fixedPart(before), fixedPart(after))
    ? emptyImages
    : [...emptyImages, forbidden('spec', `pod updates may not change fields other than ${UPDATABLE}`)];
}

/** The spec without what may change. */
function fixedPart(spec: NonNullable<Pod['spec']>): object {
  const {
    activeDeadlineSeconds: _deadline,
    tolerations: _tolerations,
    schedulingGates: _gates,
    ...rest
  } = spec as NonNullable<Pod['spec']> & { schedulingGates?: unknown };
  const withoutImage = ({ image: _image, ...container }: { image?: string }) => container;
  return {
    ...rest,
    containers: spec.containers.map(withoutImage),
    initContainers: spec.initContainers?.map(withoutImage),
  };
}
