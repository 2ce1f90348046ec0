import type { NewObject } from '../../client/client.ts';
import type { PersistentVolumeClaim, StatefulSet } from '../../client/objects.ts';

/** `data-web-0` (getPersistentVolumeClaimName). */
export function claimName({ metadata }: StatefulSet, templateName: string, ordinal: number): string {
  return `${templateName}-${metadata.name}-${ordinal}`;
}

export interface NewClaim {
  readonly name: string;
  readonly claim: NewObject<PersistentVolumeClaim>;
}

/** The claims of one of the set's pods, as they are to be made (getPersistentVolumeClaims). */
export function newClaims(set: StatefulSet, ordinal: number): NewClaim[] {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => {
    const name = claimName(set, metadata?.name ?? '', ordinal);
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: set.metadata.namespace,
        labels: { ...metadata?.labels, ...set.spec.selector.matchLabels },
        ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
        ...(metadata?.finalizers ? { finalizers: metadata.finalizers } : {}),
      },
      ...(spec ? { spec } : {}),
    };
    return { name, claim };
  });
}
