import type { TypedResource } from '../../client/client.ts';
import { keyOf } from '../../client/object-cache.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS } from '../../client/resources.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { claimKeysOfPod } from './claims-of-pod.ts';

/** A claim that pods use goes when the last of them has gone (pkg/controller/volume/pvcprotection). */
export function createClaimProtectionController(context: ControllerContext): Controller {
  const { informers } = context;
  const claims = informers.informer(PERSISTENT_VOLUME_CLAIMS);
  const podsOf = informers.informer(PODS).index('claims', claimKeysOfPod);
  const isUsed = (key: string) => podsOf(key).some((pod) => pod.spec.nodeName && !isPodTerminal(pod));
  return {
    watches: [
      watch(PERSISTENT_VOLUME_CLAIMS, (claim) => [keyOf(claim)]),
      watch(PODS, (pod) => claimKeysOfPod(pod).filter((key) => claims.get(key)?.metadata.deletionTimestamp)),
    ],
    reconcile: async (key) => {
      const claim = claims.get(key);
      if (claim) {
        await protect(context, PERSISTENT_VOLUME_CLAIMS, claim, 'kubernetes.io/pvc-protection', () => isUsed(key));
      }
    },
  };
}

/** A volume that is bound goes when its claim has gone (pkg/controller/volume/pvprotection). */
export function createVolumeProtectionController(context: ControllerContext): Controller {
  const volumes = context.informers.informer(PERSISTENT_VOLUMES);
  return {
    watches: [watch(PERSISTENT_VOLUMES, (volume) => [keyOf(volume)])],
    reconcile: async (key) => {
      const volume = volumes.get(key);
      const isBound = () => volume?.status?.phase === 'Bound';
      if (volume) await protect(context, PERSISTENT_VOLUMES, volume, 'kubernetes.io/pv-protection', isBound);
    },
  };
}

async function protect<T extends KubernetesObject>(
  { client }: ControllerContext,
  resource: TypedResource<T>,
  { metadata }: T,
  finalizer: string,
  isUsed: () => boolean,
): Promise<void> {
  const { name = '', namespace, uid, resourceVersion, deletionTimestamp, finalizers: current = [] } = metadata;
  const has = current.includes(finalizer);
  let finalizers: readonly string[];
  if (!deletionTimestamp && !has) finalizers = [...current, finalizer];
  else if (deletionTimestamp && has && !isUsed()) finalizers = current.filter((each) => each !== finalizer);
  else return;
  const patch = { metadata: { uid, resourceVersion, finalizers } };
  try {
    await client.resource(resource).patch(name, patch, { ...(namespace ? { namespace } : {}), type: 'merge' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
