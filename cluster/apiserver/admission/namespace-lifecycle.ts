import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionPlugin } from '../resource-request.ts';

/** Nothing is created in a namespace that is not there or is going away (plugin/pkg/admission/namespace/lifecycle). */
export const namespaceLifecycle: AdmissionPlugin = {
  admitCreate(object, request, server) {
    if (!request.definition.namespaced) return;
    const namespace = server.store.get({ resource: 'namespaces', namespace: '', name: request.namespace });
    if (!namespace) throw refusals.notFound({ group: '', plural: 'namespaces' }, request.namespace);
    const phase = isMap(namespace.status) ? namespace.status.phase : undefined;
    if (phase !== 'Terminating' && namespace.metadata.deletionTimestamp === undefined) return;
    throw refusals.forbidden(
      request.definition,
      String(object.metadata.name ?? ''),
      `unable to create new content in namespace ${request.namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${request.namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  },
};
