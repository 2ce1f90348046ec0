import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../../client/objects.ts';
import { claimKeysOfPod } from '../../volume/claims-of-pod.ts';
import { findMatchingVolume, fitsNode } from '../../volume/volume-matching.ts';
import type { FilterFailure } from '../filters.ts';
import { matchesNodeSelector } from '../node-affinity.ts';
import type { NodeInfo } from '../node-info.ts';
import type { SchedulingCycle } from '../scheduling-cycle.ts';
import { NO_PROVISIONER, type PodVolumes } from './pod-volumes.ts';

/** ReadWriteOncePod: nobody else may use the claim, on whatever node (plugins/volumerestrictions). */
export function volumeRestrictions({ nodes, volumes }: SchedulingCycle): FilterFailure | undefined {
  if (volumes.exclusive.length === 0) return undefined;
  const used = nodes.some(({ pods }) =>
    pods.some((pod) => claimKeysOfPod(pod).some((key) => volumes.exclusive.includes(key))),
  );
  if (!used) return undefined;
  const reason =
    'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';
  return { reasons: [reason], unresolvable: false };
}

/** Bound volumes must be usable on the node, others must be found or made for it (plugins/volumebinding). */
export function volumeBinding({ volumes }: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  const reasons: string[] = [];
  if (volumes.bound.some(({ volume }) => volume && !fitsNode(volume, node))) {
    reasons.push("node(s) didn't match PersistentVolume's node affinity");
  }
  if (volumes.bound.some(({ volume }) => !volume)) {
    reasons.push('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
  }
  if (volumes.delayed.length > 0 && reasons.length === 0 && !decideVolumes(volumes, node)) {
    reasons.push("node(s) didn't find available persistent volumes to bind");
  }
  return reasons.length > 0 ? { reasons, unresolvable: true } : undefined;
}

/** What each delayed claim gets on a node: a volume that is there, or (`undefined`) one that is made for it. */
export type VolumeDecision = readonly {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume | undefined;
}[];

/** Undefined when one claim can have none there. */
export function decideVolumes({ delayed, available }: PodVolumes, node: Node): VolumeDecision | undefined {
  const taken = new Set<string>();
  const decision: VolumeDecision[number][] = [];
  for (const { claim, storageClass } of delayed) {
    const volume = findMatchingVolume(claim, available(), { node, except: taken });
    if (volume) taken.add(volume.metadata.name);
    else if (storageClass.provisioner === NO_PROVISIONER || !allowsNode(storageClass, node)) return undefined;
    decision.push({ claim, volume });
  }
  return decision;
}

function allowsNode({ allowedTopologies = [] }: PodVolumes['delayed'][number]['storageClass'], node: Node): boolean {
  if (allowedTopologies.length === 0) return true;
  const nodeSelectorTerms = allowedTopologies.map(({ matchLabelExpressions = [] }) => ({
    matchExpressions: matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values })),
  }));
  return matchesNodeSelector({ nodeSelectorTerms }, node);
}
