import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';

/** A claim without a class gets the default one (plugin/pkg/admission/storage/storageclass/setdefault). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutate({ operation, request, object }, server) {
    const { group, plural } = request.definition;
    if (operation !== 'CREATE' || group !== '' || plural !== 'persistentvolumeclaims' || request.subresource) return;
    if (!object || !isMap(object.spec) || object.spec.storageClassName !== undefined) return;
    if (annotation(object, 'volume.beta.kubernetes.io/storage-class') !== undefined) return;
    const chosen =
      newest(server, 'storage.k8s.io/storageclasses', 'storageclass.kubernetes.io/is-default-class') ??
      newest(server, 'storage.k8s.io/storageclasses', 'storageclass.beta.kubernetes.io/is-default-class');
    if (chosen) object.spec.storageClassName = chosen;
  },
};

/** An Ingress without a class gets the default one (plugin/pkg/admission/network/defaultingressclass). */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  mutate({ operation, request, object }, server) {
    const { group, plural } = request.definition;
    if (operation !== 'CREATE' || group !== 'networking.k8s.io' || plural !== 'ingresses' || request.subresource)
      return;
    if (!object || !isMap(object.spec) || object.spec.ingressClassName !== undefined) return;
    if (annotation(object, 'kubernetes.io/ingress.class') !== undefined) return;
    const chosen = newest(server, 'networking.k8s.io/ingressclasses', 'ingressclass.kubernetes.io/is-default-class');
    if (chosen) object.spec.ingressClassName = chosen;
  },
};

function annotation({ metadata }: { readonly metadata: Readonly<Record<string, unknown>> }, name: string): unknown {
  return isMap(metadata.annotations) ? metadata.annotations[name] : undefined;
}

/** Of several defaults the youngest; of equally old ones the first by name. */
function newest(server: ServerState, resource: string, name: string): string | undefined {
  const created = ({ metadata }: KubernetesObject) => metadata.creationTimestamp ?? '';
  const [first] = server.store
    .list(resource)
    .filter(({ metadata }) => metadata.annotations?.[name] === 'true')
    .sort((a, b) => (created(a) === created(b) ? 0 : created(a) > created(b) ? -1 : 1));
  return first?.metadata.name;
}
