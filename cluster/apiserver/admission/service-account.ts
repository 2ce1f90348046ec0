import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionPlugin } from '../resource-request.ts';

/**
 * A pod's service account must be there (plugin/pkg/admission/serviceaccount). The account `default` is not asked for:
 * the real plugin waits until its controller has made it.
 */
export const serviceAccount: AdmissionPlugin = {
  admitCreate(object, request, server) {
    const { definition, namespace } = request;
    if (definition.kind !== 'Pod' || definition.group !== '' || !isMap(object.spec)) return;
    const name = object.spec.serviceAccountName || 'default';
    if (typeof name !== 'string' || name === 'default') return;
    if (server.store.get({ resource: 'serviceaccounts', namespace, name })) return;
    throw refusals.forbidden(
      definition,
      String(object.metadata.name ?? ''),
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    );
  },
};
