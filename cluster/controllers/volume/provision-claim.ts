import type { PersistentVolumeClaim, StorageClass } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { BETA_STORAGE_PROVISIONER, STORAGE_PROVISIONER } from './annotations.ts';
import { setClaimPhase } from './binding.ts';
import { classOfClaim } from './volume-matching.ts';

/** Asks the class's provisioner for a volume; there is none within the controller itself (pv_controller.go provisionClaim). */
export async function provisionClaim(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
): Promise<void> {
  const { events } = context;
  if (!storageClass) {
    const message = `storageclass.storage.k8s.io "${classOfClaim(claim)}" not found`;
    events.event(claim, 'Warning', 'ProvisioningFailed', message);
    return setClaimPhase(context, claim, 'Pending');
  }
  const { provisioner } = storageClass;
  if (provisioner.startsWith('kubernetes.io/')) {
    events.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
    return setClaimPhase(context, claim, 'Pending');
  }
  await nameProvisioner(context, claim, provisioner);
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  events.event(claim, 'Normal', 'ExternalProvisioning', message);
}

/** External provisioners look for their name. */
async function nameProvisioner(
  { client }: ControllerContext,
  { metadata }: PersistentVolumeClaim,
  provisioner: string,
): Promise<void> {
  if (metadata.annotations?.[STORAGE_PROVISIONER] === provisioner) return;
  const annotations = { [BETA_STORAGE_PROVISIONER]: provisioner, [STORAGE_PROVISIONER]: provisioner };
  const { name, namespace } = metadata;
  await client.resource(PERSISTENT_VOLUME_CLAIMS).patch(name, { metadata: { annotations } }, { namespace });
}
