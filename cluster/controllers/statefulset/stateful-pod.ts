import type { Volume } from 'kubernetes-types/core/v1.js';
import type { NewObject } from '../../client/client.ts';
import type { ControllerRevision, Pod, StatefulSet } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { revisionTemplate } from '../revisions/controller-revision.ts';
import { claimName } from './claim-templates.ts';
import { ordinalOf, podName, startOrdinal } from './ordinal.ts';

export const REVISION_LABEL = 'controller-revision-hash';
const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** The templates that a set's pods are made of while it moves from one to the next. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

export function podRevision({ metadata }: Pod): string | undefined {
  return metadata.labels?.[REVISION_LABEL];
}

/** Below the partition pods are made as they were (newVersionedStatefulSetPod). */
export function newStatefulPod(set: StatefulSet, { current, update }: Revisions, ordinal: number): NewObject<Pod> {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const isCurrent = rollingUpdate
    ? ordinal < startOrdinal(set) + (rollingUpdate.partition ?? 0)
    : type === 'RollingUpdate' && ordinal < startOrdinal(set) + (set.status?.currentReplicas ?? 0);
  const revision = isCurrent ? current : update;
  const { metadata = {}, spec = { containers: [] } } = revisionTemplate(revision);
  const name = podName(set, ordinal);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: { ...metadata.labels, ...identityLabels(name, ordinal), [REVISION_LABEL]: revision.metadata.name },
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ...(metadata.finalizers ? { finalizers: metadata.finalizers } : {}),
      ownerReferences: [controllerReference(set)],
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...withVolumes(set, spec.volumes ?? [], ordinal),
    },
  };
}

function identityLabels(name: string, ordinal: number) {
  return { [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) };
}

/** The claims' volumes take the places of the template's with the same names (updateStorage). */
function withVolumes(set: StatefulSet, volumes: readonly Volume[], ordinal: number): { volumes?: Volume[] } {
  const claimed = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata?.name ?? '',
    persistentVolumeClaim: { claimName: claimName(set, metadata?.name ?? '', ordinal) },
  }));
  const names = new Set(claimed.map(({ name }) => name));
  const all = [...claimed, ...volumes.filter(({ name }) => !names.has(name))];
  return all.length > 0 ? { volumes: all } : {};
}

export function identityMatches(pod: Pod): boolean {
  return ordinalOf(pod) >= 0 && pod.metadata.labels?.[POD_NAME_LABEL] === pod.metadata.name;
}

export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  return (set.spec.volumeClaimTemplates ?? []).every(({ metadata }) => {
    const volume = pod.spec.volumes?.find(({ name }) => name === metadata?.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, metadata?.name ?? '', ordinalOf(pod));
  });
}

/** The pod with its identity and its claims put right (UpdateStatefulPod). */
export function repairedPod(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata.labels, ...identityLabels(pod.metadata.name, ordinal) },
    },
    spec: { ...pod.spec, ...withVolumes(set, pod.spec.volumes ?? [], ordinal) },
  };
}
