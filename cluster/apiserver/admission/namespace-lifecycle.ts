import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';

/** Nothing is created in a namespace that is not there or is going away (plugin/pkg/admission/namespace/lifecycle). */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate({ operation, name, request }, server) {
    if (operation !== 'CREATE' || !request.definition.namespaced) return;
    const namespace = server.store.get({ resource: 'namespaces', namespace: '', name: request.namespace });
    if (!namespace) throw refusals.notFound({ group: '', plural: 'namespaces' }, request.namespace);
    const phase = isMap(namespace.status) ? namespace.status.phase : undefined;
    if (phase !== 'Terminating' && namespace.metadata.deletionTimestamp === undefined) return;
    throw refusals.forbidden(
      request.definition,
      name,
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
