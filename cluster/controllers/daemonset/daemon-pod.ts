import type { Affinity, PodTemplateSpec, Toleration } from 'kubernetes-types/core/v1.js';
import { compareText } from '../../client/compare-text.ts';
import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { matchesNodeAffinity } from '../scheduler/node-affinity.ts';
import { untolerated } from '../scheduler/taints.ts';
import { CONTROLLER_REVISION_HASH, TEMPLATE_GENERATION, templateGeneration } from './daemon-set-revisions.ts';

const NAME_FIELD = 'metadata.name';

const TOLERATED: readonly (readonly [string, string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** A daemon pod stays whatever its node's state (util.AddOrUpdateDaemonPodTolerations). */
function daemonTolerations({ spec }: PodTemplateSpec): Toleration[] {
  const always = spec?.hostNetwork
    ? [...TOLERATED, ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const]
    : TOLERATED;
  return [...(spec?.tolerations ?? []), ...always.map(([key, effect]) => ({ key, operator: 'Exists', effect }))];
}

/** The template with its node written into the affinity: the scheduler binds it like any other pod. */
export function daemonPodTemplate({ spec, metadata }: DaemonSet, node: Node, hash: string): PodTemplateSpec {
  const { template } = spec;
  return {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        [CONTROLLER_REVISION_HASH]: hash,
        'pod-template-generation': templateGeneration({ metadata }),
      },
    },
    spec: {
      containers: [],
      ...template.spec,
      affinity: pinned(template.spec?.affinity, node.metadata.name),
      tolerations: daemonTolerations(template),
    },
  };
}

/** util.ReplaceDaemonSetPodNodeNameNodeAffinity. */
function pinned(affinity: Affinity | undefined, nodeName: string): Affinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: NAME_FIELD, operator: 'In', values: [nodeName] }] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  };
}

export function nodeOfDaemonPod({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const field = required?.nodeSelectorTerms[0]?.matchFields?.find(({ key }) => key === NAME_FIELD);
  return field?.values?.[0];
}

export interface Placement {
  readonly shouldRun: boolean;
  /** A taint may forbid new pods and leave those that run. */
  readonly shouldContinue: boolean;
}

/** Name, nodeSelector, affinity and taints decide; cordoned nodes keep their daemons (NodeShouldRunDaemonPod). */
export function placementOn({ spec }: Pick<DaemonSet, 'spec'>, node: Node): Placement {
  const { template } = spec;
  const { nodeSelector, affinity, nodeName } = template.spec ?? {};
  const fits = matchesNodeAffinity(
    { ...(nodeSelector ? { nodeSelector } : {}), ...(affinity ? { affinity } : {}) },
    node,
  );
  if (!fits || (nodeName && nodeName !== node.metadata.name)) return { shouldRun: false, shouldContinue: false };
  const taints = node.spec.taints ?? [];
  if (taints.length === 0) return { shouldRun: true, shouldContinue: true };
  const tolerations = daemonTolerations(template);
  const shouldContinue = untolerated(taints, tolerations, ['NoExecute']).length === 0;
  return { shouldRun: shouldContinue && untolerated(taints, tolerations, ['NoSchedule']).length === 0, shouldContinue };
}

/** The set's pods by the nodes they are meant for (getNodesToDaemonPods). */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (isPodTerminal(pod) && pod.metadata.deletionTimestamp) continue;
    const node = nodeOfDaemonPod(pod);
    if (node !== undefined) byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  return byNode;
}

/** Those with a node first, then the oldest (podByCreationTimestampAndPhase). */
export function oldestFirst(pods: readonly Pod[]): Pod[] {
  return [...pods].sort(
    (a, b) =>
      Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName)) ||
      compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
      compareText(a.metadata.name, b.metadata.name),
  );
}

/** Whether the pod was made of the present template (util.IsPodUpdated). */
export function isUpdated({ metadata }: DaemonSet, pod: Pod, hash: string): boolean {
  const { [CONTROLLER_REVISION_HASH]: podHash, 'pod-template-generation': generation } = pod.metadata.labels ?? {};
  if (hash !== '' && podHash === hash) return true;
  return generation !== undefined && generation === metadata.annotations?.[TEMPLATE_GENERATION];
}
