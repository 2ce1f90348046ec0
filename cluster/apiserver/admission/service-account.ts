import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';

/**
 * A pod's service account must be there (plugin/pkg/admission/serviceaccount). The account `default` is not asked for:
 * the real plugin waits until its controller has made it.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate({ operation, object, name: podName, request }, server) {
    const { definition, namespace, subresource } = request;
    if (operation !== 'CREATE' || subresource !== '' || !object) return;
    if (definition.kind !== 'Pod' || definition.group !== '' || !isMap(object.spec)) return;
    const name = object.spec.serviceAccountName || 'default';
    if (typeof name !== 'string' || name === 'default') return;
    if (server.store.get({ resource: 'serviceaccounts', namespace, name })) return;
    throw refusals.forbidden(
      definition,
      podName,
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    );
  },
};
