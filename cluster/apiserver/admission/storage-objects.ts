import { compareQuantities } from '../../machinery/quantity.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

const PROTECTED: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

/** Claims and volumes do not go while they are used (plugin/pkg/admission/storage/storageobjectinuseprotection). */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutate({ operation, request, object }) {
    const { group, plural } = request.definition;
    const finalizer = group === '' ? PROTECTED[plural] : undefined;
    if (!finalizer || operation !== 'CREATE' || request.subresource !== '' || !object) return;
    const present = Array.isArray(object.metadata.finalizers) ? object.metadata.finalizers : [];
    if (!present.includes(finalizer)) object.metadata.finalizers = [...present, finalizer];
  },
};

/** A claim grows only when it is bound and its class allows it (plugin/pkg/admission/storage/persistentvolume/resize). */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(attributes, server) {
    const { operation, request, object, oldObject } = attributes;
    const { group, plural } = request.definition;
    if (operation !== 'UPDATE' || group !== '' || plural !== 'persistentvolumeclaims' || request.subresource) return;
    const [next, before] = [sizeOf(object), sizeOf(oldObject)];
    if (next === undefined || before === undefined || compareQuantities(next, before) <= 0) return;
    if (!isMap(oldObject?.status) || oldObject.status.phase !== 'Bound') {
      throw forbidden(attributes, 'Only bound persistent volume claims can be expanded');
    }
    const name = classOf(object);
    if (name !== '' && name === classOf(oldObject) && allowsExpansion(server, name)) return;
    throw forbidden(
      attributes,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};

function sizeOf(claim: unknown): string | undefined {
  const spec = isMap(claim) && isMap(claim.spec) ? claim.spec : {};
  const requests = isMap(spec.resources) && isMap(spec.resources.requests) ? spec.resources.requests : {};
  return requests.storage === undefined ? undefined : String(requests.storage);
}

function classOf(claim: unknown): string {
  return isMap(claim) && isMap(claim.spec) ? String(claim.spec.storageClassName ?? '') : '';
}

function allowsExpansion(server: ServerState, name: string): boolean {
  const found = server.store.get({ resource: 'storage.k8s.io/storageclasses', namespace: '', name });
  return found?.allowVolumeExpansion === true;
}
