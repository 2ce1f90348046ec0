import { refusals, StatusError } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing is created in a namespace that is not there or is going away, and some never go
 * (apiserver/pkg/admission/plugin/namespace/lifecycle).
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate(attributes, server) {
    const { operation, request, name } = attributes;
    const { group, plural } = request.definition;
    if (operation === 'DELETE') {
      if (group !== '' || plural !== 'namespaces' || !IMMORTAL.has(name)) return;
      throw refusals.forbidden(request.definition, name, 'this namespace may not be deleted');
    }
    if (request.namespace === '' || plural === 'localsubjectaccessreviews' || operation === 'CONNECT') return;
    const namespace = server.store.get({ resource: 'namespaces', namespace: '', name: request.namespace });
    if (!namespace) throw refusals.notFound({ group: '', plural: 'namespaces' }, request.namespace);
    const phase = isMap(namespace.status) ? namespace.status.phase : undefined;
    if (operation !== 'CREATE' || (phase !== 'Terminating' && !namespace.metadata.deletionTimestamp)) return;
    throw terminating(attributes, request.namespace);
  },
};

function terminating(attributes: AdmissionAttributes, namespace: string): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(attributes, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
