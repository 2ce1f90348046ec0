import { keyOf } from '../../client/object-cache.ts';
import type { Pod } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { type ClaimOfPod, claimsOfPod } from './claims-of-pod.ts';

/** Makes the claims of pods' ephemeral volumes, which go with their pod (pkg/controller/volume/ephemeral). */
export function createEphemeralVolumeController(context: ControllerContext): Controller {
  const pods = context.informers.informer(PODS);
  const ephemeral = (pod: Pod) => claimsOfPod(pod).filter(({ isEphemeral }) => isEphemeral);
  return {
    watches: [watch(PODS, (pod) => (ephemeral(pod).length > 0 ? [keyOf(pod)] : []))],
    reconcile: async (key) => {
      const pod = pods.get(key);
      if (!pod || pod.metadata.deletionTimestamp) return;
      for (const claim of ephemeral(pod)) await ensureClaim(context, pod, claim);
    },
  };
}

async function ensureClaim(
  { client, informers, events }: ControllerContext,
  pod: Pod,
  { name, volume }: ClaimOfPod,
): Promise<void> {
  const { namespace, uid } = pod.metadata;
  const existing = informers.informer(PERSISTENT_VOLUME_CLAIMS).get(`${namespace}/${name}`);
  if (existing) {
    if (existing.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid)) return;
    const problem = `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
    events.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`);
    return;
  }
  const template = volume.ephemeral?.volumeClaimTemplate;
  const { labels, annotations } = template?.metadata ?? {};
  const metadata = {
    name,
    namespace,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    ownerReferences: [controllerReference(pod)],
  };
  try {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { ...template?.spec } };
    await client.resource(PERSISTENT_VOLUME_CLAIMS).create(claim, namespace);
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}
