import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../../client/resources.ts';
import type { ControllerContext } from '../../controller.ts';
import { SELECTED_NODE } from '../../volume/annotations.ts';
import { claimReference } from '../../volume/claim-reference.ts';
import type { VolumeDecision } from './volume-filters.ts';

/** Tells the volume controllers what was decided; they finish the binding (volumebinding bindAPIUpdate). */
export async function bindVolumes(
  { client }: Pick<ControllerContext, 'client'>,
  decision: VolumeDecision,
  node: Node,
): Promise<void> {
  for (const { claim, volume } of decision) {
    if (volume) await holdVolume(client, volume, claim);
    else await selectNode(client, claim, node);
  }
}

async function holdVolume(
  client: ControllerContext['client'],
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<void> {
  if (volume.spec.claimRef?.uid === claim.metadata.uid) return;
  await client.resource(PERSISTENT_VOLUMES).update(claimReference(volume, claim));
}

async function selectNode(
  client: ControllerContext['client'],
  claim: PersistentVolumeClaim,
  { metadata }: Node,
): Promise<void> {
  if (claim.metadata.annotations?.[SELECTED_NODE] === metadata.name) return;
  const annotations = { [SELECTED_NODE]: metadata.name };
  const { name, namespace } = claim.metadata;
  await client.resource(PERSISTENT_VOLUME_CLAIMS).patch(name, { metadata: { annotations } }, { namespace });
}
