import type { ApiRequest, ApiResponse, WatchEvent } from '../machinery/api-transport.ts';
import type { GroupVersionResource, KubernetesObject, Status } from '../machinery/kubernetes-object.ts';
import {
  ApiError,
  type Client,
  type ClientOptions,
  type DeleteOptions,
  type ListOptions,
  type NewObject,
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
    resource: <T extends KubernetesObject>(resource: GroupVersionResource) => new TransportClient<T>(options, resource),
  };
}

/** Made anew for nearly every request, so it holds next to nothing. */
class TransportClient<T extends KubernetesObject> implements ResourceClient<T> {
  readonly #options: ClientOptions;
  readonly #resource: GroupVersionResource;

  constructor(options: ClientOptions, resource: GroupVersionResource) {
    this.#options = options;
    this.#resource = resource;
  }

  get(name: string, namespace?: string): Promise<T> {
    return this.#sendForObject('GET', this.#path(namespace, name));
  }

  async list(list: ListOptions = {}): Promise<{ items: readonly T[]; resourceVersion: string }> {
    const answer = await this.#send('GET', this.#path(list.namespace), { query: listQuery(list) });
    const { items, metadata } = answer as { items: readonly T[]; metadata: { resourceVersion: string } };
    return { items, resourceVersion: metadata.resourceVersion };
  }

  create(object: NewObject<T>, namespace?: string): Promise<T> {
    const home = namespace ?? (object.metadata as { namespace?: string }).namespace;
    return this.#sendForObject('POST', this.#path(home), { body: object });
  }

  update(object: T): Promise<T> {
    return this.#sendForObject('PUT', this.#pathOfObject(object), { body: object });
  }

  updateStatus(object: T): Promise<T> {
    return this.#sendForObject('PUT', `${this.#pathOfObject(object)}/status`, { body: object });
  }

  patch(
    name: string,
    patch: unknown,
    { namespace, type = 'strategic', subresource }: Parameters<ResourceClient<T>['patch']>[2] = {},
  ): Promise<T> {
    const path = this.#path(namespace, name, subresource);
    return this.#sendForObject('PATCH', path, { body: patch, contentType: PATCH_TYPES[type] });
  }

  async delete(name: string, namespace?: string, deletion?: DeleteOptions): Promise<void> {
    await this.#send('DELETE', this.#path(namespace, name), deletion ? { body: deleteBody(deletion) } : {});
  }

  getSubresource(name: string, subresource: string, namespace?: string): Promise<unknown> {
    return this.#send('GET', this.#path(namespace, name, subresource));
  }

  postSubresource(name: string, subresource: string, body: unknown, namespace?: string): Promise<unknown> {
    return this.#send('POST', this.#path(namespace, name, subresource), { body });
  }

  putSubresource(name: string, subresource: string, body: unknown, namespace?: string): Promise<unknown> {
    return this.#send('PUT', this.#path(namespace, name, subresource), { body });
  }

  watch(
    { resourceVersion, ...list }: ListOptions & { resourceVersion?: string },
    onEvent: (event: WatchEvent & { object: T }) => void,
  ): { stop(): void } {
    const query = listQuery(list);
    query.set('watch', 'true');
    if (resourceVersion) query.set('resourceVersion', resourceVersion);
    const request = this.#request('GET', this.#path(list.namespace), { query });
    const answer = this.#options.transport.watch(request, (event) => onEvent(event as WatchEvent & { object: T }));
    if ('stop' in answer) return answer;
    throw new ApiError(answer.body as Status);
  }

  #request(method: ApiRequest['method'], path: string, more: Partial<ApiRequest> = {}): ApiRequest {
    const { user, userAgent } = this.#options;
    return { method, path, user, userAgent, ...more };
  }

  async #send(method: ApiRequest['method'], path: string, more?: Partial<ApiRequest>): Promise<unknown> {
    return bodyOf(await this.#options.transport.send(this.#request(method, path, more)));
  }

  /** The server answers an object of the resource that was asked for: this is the door where its type is given. */
  async #sendForObject(method: ApiRequest['method'], path: string, more?: Partial<ApiRequest>): Promise<T> {
    return (await this.#send(method, path, more)) as T;
  }

  #pathOfObject({ metadata }: T): string {
    return this.#path(metadata.namespace, metadata.name);
  }

  #path(namespace?: string, name?: string, subresource?: string): string {
    const { group, version, resource } = this.#resource;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    let path = namespace ? `${root}/namespaces/${namespace}/${resource}` : `${root}/${resource}`;
    if (name) path += `/${encodeURIComponent(name)}`;
    if (subresource) path += `/${subresource}`;
    return path;
  }
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
