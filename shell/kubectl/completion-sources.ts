import type { CompletionContext } from '../commands/command.ts';
import { ApiClient } from './client/api-client.ts';
import { discover } from './client/discovery.ts';
import { loadConfig } from './client/kubeconfig.ts';
import { readKubeconfigs } from './client/kubeconfig-files.ts';
import { findResource, pathOf } from './client/resource-mapper.ts';
import { nameOf, recordsAt } from './json.ts';

const NO_OVERRIDES = {
  kubeconfig: '',
  context: '',
  cluster: '',
  user: '',
  server: '',
  token: '',
  insecure: false,
  certificateAuthority: '',
  serverName: '',
  impersonate: { user: '', groups: [], uid: '' },
  flags: {},
};

async function withClient<T>(
  context: CompletionContext,
  use: (client: ApiClient) => Promise<T>,
  otherwise: T,
): Promise<T> {
  try {
    const config = loadConfig(context, NO_OVERRIDES);
    const client = new ApiClient(context.machine, config, context.signal, () => {});
    try {
      return await use(client);
    } finally {
      client.close();
    }
  } catch {
    // No answer completes to nothing: the command itself will say why.
    return otherwise;
  }
}

/** Types that can be listed, with their group as `kubectl api-resources -o name` writes them. */
export function resourceTypes(context: CompletionContext): Promise<string[]> {
  return withClient(
    context,
    async (client) =>
      (await discover(context.machine, client)).resources
        .filter(({ verbs }) => verbs.includes('list'))
        .map(({ name, group }) => (group === '' ? name : `${name}.${group}`)),
    [],
  );
}

/** Names of the objects of a type; an empty namespace is the current one. */
export function resourceNames(context: CompletionContext, type: string, namespace: string): Promise<string[]> {
  return withClient(
    context,
    async (client) => {
      const resource = findResource(await discover(context.machine, client), type);
      if (!resource) return [];
      const list = await client.json({ path: pathOf(resource, namespace || client.config.namespace || 'default') });
      return recordsAt(list, 'items').map(nameOf);
    },
    [],
  );
}

/** Containers of a pod, those that only begin it too. */
export function containerNames(context: CompletionContext, pod: string, namespace: string): Promise<string[]> {
  return withClient(
    context,
    async (client) => {
      const resource = findResource(await discover(context.machine, client), 'pods');
      if (!resource) return [];
      const list = await client.json({ path: pathOf(resource, namespace || client.config.namespace || 'default') });
      const found = recordsAt(list, 'items').find((item) => nameOf(item) === pod);
      if (!found) return [];
      return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) =>
        recordsAt(found, 'spec', kind).map(({ name }) => String(name)),
      );
    },
    [],
  );
}

export function contextNames(context: CompletionContext): readonly string[] {
  return clusterNames(context, 'contexts');
}

/** Names in a list of the kubeconfig: clusters, contexts or users. */
export function clusterNames(context: CompletionContext, list: 'clusters' | 'contexts' | 'users'): readonly string[] {
  return recordsAt(readKubeconfigs(context, '').merged, list).map(({ name }) => String(name));
}
