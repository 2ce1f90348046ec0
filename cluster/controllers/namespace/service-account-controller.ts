import { keyOf, splitKey } from '../../client/object-cache.ts';
import { NAMESPACES, SERVICE_ACCOUNTS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../pod-control.ts';

/** Every namespace has a service account `default` (pkg/controller/serviceaccount/serviceaccounts_controller.go). */
export function createServiceAccountController({ client, informers }: ControllerContext): Controller {
  const namespaces = informers.informer(NAMESPACES);
  const accounts = informers.informer(SERVICE_ACCOUNTS);
  return {
    watches: [
      watch(NAMESPACES, (namespace) => [keyOf(namespace)]),
      watch(SERVICE_ACCOUNTS, (account) => [splitKey(keyOf(account)).namespace]),
    ],
    reconcile: async (name) => {
      const namespace = namespaces.get(name);
      if (!namespace || namespace.metadata.deletionTimestamp || accounts.get(`${name}/default`)) return;
      const metadata = { name: 'default', namespace: name };
      await unlessNamespaceGone(() =>
        client.resource(SERVICE_ACCOUNTS).create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, name),
      );
    },
  };
}

/** Something that belongs into a namespace and may be there, or whose namespace may be going, by the time it is written. */
export async function unlessNamespaceGone(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isAlreadyExists(error) && !isNamespaceTerminating(error) && !isNotFound(error)) throw error;
  }
}
