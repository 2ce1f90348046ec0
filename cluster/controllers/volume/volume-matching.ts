import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { compareQuantities } from '../../machinery/quantity.ts';
import { matchesNodeSelector } from '../scheduler/node-affinity.ts';

/** The annotation from before there was a field. */
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export function classOfClaim({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';
}

export function classOfVolume({ metadata, spec }: PersistentVolume): string {
  return metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';
}

/** Whether the volume names this claim; one named without a uid waits for whoever has the name (IsVolumeBoundToClaim). */
export function isVolumeFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

export function fitsNode({ spec }: PersistentVolume, node: Node): boolean {
  return !spec.nodeAffinity?.required || matchesNodeSelector(spec.nodeAffinity.required, node);
}

export function hasAccessModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode));
}

/** Why a volume that a claim asks for by name cannot be its (checkVolumeSatisfyClaim); undefined when it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode';
  if ((claim.spec.volumeAttributesClassName ?? '') !== (volume.spec.volumeAttributesClassName ?? '')) {
    return 'volumeAttributesClassName does not match';
  }
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/**
 * The volume that is held for the claim, or the smallest free one that suits it; with a node, only one that can be used
 * there (component-helpers storage/volume FindMatchingVolume). `delayed`: only what is held.
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { node, delayed = false, except = new Set() }: { node?: Node; delayed?: boolean; except?: ReadonlySet<string> },
): PersistentVolume | undefined {
  const candidates = volumes.filter(
    (volume) =>
      !except.has(volume.metadata.name) &&
      !volume.metadata.deletionTimestamp &&
      (!volume.spec.claimRef || isVolumeFor(volume, claim)) &&
      compareQuantities(sizeOf(volume), requestOf(claim)) >= 0 &&
      modeOf(volume) === modeOf(claim) &&
      (claim.spec.volumeAttributesClassName ?? '') === (volume.spec.volumeAttributesClassName ?? ''),
  );
  const held = candidates.find((volume) => isVolumeFor(volume, claim));
  if (held) return !node || fitsNode(held, node) ? held : undefined;
  if (delayed && !node) return undefined;
  const suitable = candidates.filter(
    (volume) =>
      volume.status?.phase === 'Available' &&
      (!claim.spec.selector || matchesSelector(claim.spec.selector, volume.metadata.labels)) &&
      classOfVolume(volume) === classOfClaim(claim) &&
      hasAccessModes(volume, claim) &&
      (!node || fitsNode(volume, node)),
  );
  return suitable.sort(bySize)[0];
}

/** Those that offer no more access than they must go first, then the smaller ones. */
function bySize(a: PersistentVolume, b: PersistentVolume): number {
  const modes = (a.spec.accessModes?.length ?? 0) - (b.spec.accessModes?.length ?? 0);
  return modes || compareQuantities(sizeOf(a), sizeOf(b));
}

function sizeOf({ spec }: PersistentVolume): string {
  return spec.capacity?.['storage'] ?? '0';
}

function requestOf({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.['storage'] ?? '0';
}

function modeOf({ spec }: { spec: { volumeMode?: string } }): string {
  return spec.volumeMode ?? 'Filesystem';
}
