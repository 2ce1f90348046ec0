import type { Affinity, PodTemplateSpec, Toleration } from 'kubernetes-types/core/v1.js';
import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { matchesNodeAffinity } from '../scheduler/node-affinity.ts';
import { untolerated } from '../scheduler/taints.ts';
import { CONTROLLER_REVISION_HASH, templateGeneration } from './daemon-set-revision.ts';

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

/** nodeSelector, affinity and taints decide; cordoned nodes keep their daemons (daemon_controller.go NodeShouldRunDaemonPod). */
export function shouldRunOn({ spec }: DaemonSet, node: Node): boolean {
  const { template } = spec;
  const taints = node.spec.taints ?? [];
  if (untolerated(taints, daemonTolerations(template), ['NoSchedule', 'NoExecute']).length > 0) return false;
  const { nodeSelector, affinity } = template.spec ?? {};
  return matchesNodeAffinity({ ...(nodeSelector ? { nodeSelector } : {}), ...(affinity ? { affinity } : {}) }, node);
}
