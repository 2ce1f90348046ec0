import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { refusals } from '../errors.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { mountServiceAccountToken } from './service-account-volume.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/**
 * A pod's service account must be there; the pod gets its token and the Secrets for its images
 * (plugin/pkg/admission/serviceaccount). The account `default` is not asked for: the real plugin waits until its
 * controller has made it.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate(attributes, server) {
    const spec = newPodSpec(attributes);
    if (!spec) return;
    if (isMirror(attributes)) {
      if (!spec.serviceAccountName) return;
      throw refusals.forbidden(
        attributes.request.definition,
        attributes.name,
        'a mirror pod may not reference service accounts',
      );
    }
    const { namespace, definition } = attributes.request;
    const name = String(spec.serviceAccountName || 'default');
    spec.serviceAccountName = name;
    spec.serviceAccount = name;
    const account = server.store.get({ resource: 'serviceaccounts', namespace, name });
    if (!account && name !== 'default') {
      const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
      throw refusals.forbidden(definition, attributes.name, why);
    }
    if (wantsToken(spec, account)) mountServiceAccountToken(spec, server.random);
    const secrets = account?.imagePullSecrets;
    const own = spec.imagePullSecrets;
    if (Array.isArray(secrets) && secrets.length > 0 && !(Array.isArray(own) && own.length > 0)) {
      spec.imagePullSecrets = secrets.filter(isMap).map((reference) => ({ name: reference.name }));
    }
  },
};

function newPodSpec({ operation, object, request }: AdmissionAttributes): JsonMap | null {
  const { definition, subresource } = request;
  if (operation !== 'CREATE' || subresource !== '' || !object) return null;
  return definition.kind === 'Pod' && definition.group === '' && isMap(object['spec']) ? object['spec'] : null;
}

function isMirror({ object }: AdmissionAttributes): boolean {
  const annotations = object?.metadata.annotations;
  return isMap(annotations) && MIRROR in annotations;
}

/** What the pod says counts, then what its account says. */
function wantsToken(spec: JsonMap, account: KubernetesObject | undefined): boolean {
  return (spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true) !== false;
}
