import type { Volume } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';

/** A claim that a pod's volume names; an ephemeral volume's claim has the pod's name and the volume's. */
export interface ClaimOfPod {
  readonly volume: Volume;
  readonly name: string;
  readonly isEphemeral: boolean;
}

export function claimsOfPod({ metadata, spec }: Pod): ClaimOfPod[] {
  return (spec.volumes ?? []).flatMap((volume): ClaimOfPod[] => {
    if (volume.persistentVolumeClaim) {
      return [{ volume, name: volume.persistentVolumeClaim.claimName, isEphemeral: false }];
    }
    return volume.ephemeral ? [{ volume, name: `${metadata.name}-${volume.name}`, isEphemeral: true }] : [];
  });
}

/** For an index of pods by the claims they use. */
export function claimKeysOfPod(pod: Pod): string[] {
  return claimsOfPod(pod).map(({ name }) => `${pod.metadata.namespace}/${name}`);
}
