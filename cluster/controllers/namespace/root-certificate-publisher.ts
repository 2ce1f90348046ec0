import { keyOf, splitKey } from '../../client/object-cache.ts';
import { CONFIG_MAPS, NAMESPACES } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { unlessNamespaceGone } from './service-account-controller.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION = 'kubernetes.io/description';
const TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** The certificate authority in every namespace, for the pods' service account volumes (pkg/controller/certificates/rootcacertpublisher). */
export function createRootCertificatePublisher({ client, informers, rootCertificate }: ControllerContext): Controller {
  const namespaces = informers.informer(NAMESPACES);
  const maps = informers.informer(CONFIG_MAPS);
  const data = { 'ca.crt': rootCertificate };
  return {
    watches: [
      watch(NAMESPACES, (namespace) => [keyOf(namespace)]),
      watch(CONFIG_MAPS, (map) => (map.metadata.name === NAME ? [splitKey(keyOf(map)).namespace] : [])),
    ],
    reconcile: async (name) => {
      const namespace = namespaces.get(name);
      if (!namespace || namespace.metadata.deletionTimestamp) return;
      const existing = maps.get(`${name}/${NAME}`);
      if (existing?.data?.['ca.crt'] === rootCertificate) return;
      const resource = client.resource(CONFIG_MAPS);
      const metadata = { name: NAME, namespace: name, annotations: { [DESCRIPTION]: TEXT } };
      await unlessNamespaceGone(() =>
        existing
          ? resource.update({ ...existing, data })
          : resource.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, name),
      );
    },
  };
}
