import type { ApiRequest, ApiResponse, WatchEvent } from '../machinery/api-transport.ts';
import type { GroupVersionResource, KubernetesObject, Status } from '../machinery/kubernetes-object.ts';
import {
  ApiError,
  type Client,
  type ClientOptions,
  type DeleteOptions,
  type ListOptions,
  type ResourceClient,
} from './client.ts';

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

/** A component's client: paths, media types and refusals over the in-process transport. */
export function createClient(options: ClientOptions): Client {
  return {
    resource: <T extends KubernetesObject>(resource: GroupVersionResource) =>
      createResourceClient<T>(options, resource),
  };
}

function createResourceClient<T extends KubernetesObject>(
  options: ClientOptions,
  resource: GroupVersionResource,
): ResourceClient<T> {
  const pathOf = pathBuilder(resource);
  const request = (method: ApiRequest['method'], path: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
    method,
    path,
    user: options.user,
    userAgent: options.userAgent,
    ...more,
  });
  const send = async (...parts: Parameters<typeof request>): Promise<unknown> =>
    bodyOf(await options.transport.send(request(...parts)));
  // The server answers an object of the resource that was asked for: this is the door where its type is given.
  const sendForObject = async (...parts: Parameters<typeof request>): Promise<T> => (await send(...parts)) as T;
  const pathOfObject = (object: T) => pathOf(object.metadata.namespace, object.metadata.name);

  return {
    get: (name, namespace) => sendForObject('GET', pathOf(namespace, name)),
    list: async (list = {}) => {
      const answer = await send('GET', pathOf(list.namespace), { query: listQuery(list) });
      const { items, metadata } = answer as { items: readonly T[]; metadata: { resourceVersion: string } };
      return { items, resourceVersion: metadata.resourceVersion };
    },
    create: (object, namespace) => {
      const home = namespace ?? (object.metadata as { namespace?: string }).namespace;
      return sendForObject('POST', pathOf(home), { body: object });
    },
    update: (object) => sendForObject('PUT', pathOfObject(object), { body: object }),
    updateStatus: (object) => sendForObject('PUT', `${pathOfObject(object)}/status`, { body: object }),
    patch: (name, patch, { namespace, type = 'strategic', subresource } = {}) =>
      sendForObject('PATCH', pathOf(namespace, name, subresource), { body: patch, contentType: PATCH_TYPES[type] }),
    delete: async (name, namespace, deletion) => {
      await send('DELETE', pathOf(namespace, name), deletion ? { body: deleteBody(deletion) } : {});
    },
    getSubresource: (name, subresource, namespace) => send('GET', pathOf(namespace, name, subresource)),
    postSubresource: (name, subresource, body, namespace) =>
      send('POST', pathOf(namespace, name, subresource), { body }),
    putSubresource: (name, subresource, body, namespace) => send('PUT', pathOf(namespace, name, subresource), { body }),
    watch: ({ resourceVersion, ...list }, onEvent) => {
      const query = listQuery(list);
      query.set('watch', 'true');
      if (resourceVersion) query.set('resourceVersion', resourceVersion);
      const answer = options.transport.watch(request('GET', pathOf(list.namespace), { query }), (event) =>
        onEvent(event as WatchEvent & { object: T }),
      );
      if ('stop' in answer) return answer;
      throw new ApiError(answer.body as Status);
    },
  };
}

function pathBuilder({ group, version, resource }: GroupVersionResource) {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return (namespace?: string, name?: string, subresource?: string) => {
    let path = namespace ? `${root}/namespaces/${namespace}/${resource}` : `${root}/${resource}`;
    if (name) path += `/${encodeURIComponent(name)}`;
    if (subresource) path += `/${subresource}`;
    return path;
  };
}

function listQuery(list: ListOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (list.labelSelector) query.set('labelSelector', list.labelSelector);
  if (list.fieldSelector) query.set('fieldSelector', list.fieldSelector);
  return query;
}

function deleteBody(options: DeleteOptions) {
  return { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
}

function bodyOf(response: ApiResponse): unknown {
  if (response.status >= 400) throw new ApiError(response.body as Status);
  return response.body;
}
