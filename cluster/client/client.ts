import type { ApiTransport, UserInfo, WatchEvent } from '../machinery/api-transport.ts';
import type { GroupVersionResource, KubernetesObject, Status } from '../machinery/kubernetes-object.ts';

export interface ClientOptions {
  readonly transport: ApiTransport;
  readonly user: UserInfo;
  /** Shows as the field manager. */
  readonly userAgent: string;
}

/** A component's hand on the API. Methods throw `ApiError` (a Status) and give frozen objects. */
export interface Client {
  resource<T extends KubernetesObject = KubernetesObject>(resource: TypedResource<T>): ResourceClient<T>;
}

/** A resource that knows the type of its objects (see resources.ts); a plain GroupVersionResource is one too. */
export type TypedResource<T extends KubernetesObject> = GroupVersionResource & { readonly objectType?: T };

export interface ResourceClient<T extends KubernetesObject> {
  get(name: string, namespace?: string): Promise<T>;
  list(options?: ListOptions): Promise<{ items: readonly T[]; resourceVersion: string }>;
  create(object: NewObject<T>, namespace?: string): Promise<T>;
  update(object: T): Promise<T>;
  updateStatus(object: T): Promise<T>;
  patch(
    name: string,
    patch: unknown,
    options?: { namespace?: string; type?: 'merge' | 'strategic' | 'json'; subresource?: string },
  ): Promise<T>;
  delete(name: string, namespace?: string, options?: DeleteOptions): Promise<void>;
  /** What a subresource reads as: scale. */
  getSubresource(name: string, subresource: string, namespace?: string): Promise<unknown>;
  /** A named subresource: binding, eviction, scale … */
  postSubresource(name: string, subresource: string, body: unknown, namespace?: string): Promise<unknown>;
  /** The same with PUT: finalize. */
  putSubresource(name: string, subresource: string, body: unknown, namespace?: string): Promise<unknown>;
  watch(
    options: ListOptions & { resourceVersion?: string },
    onEvent: (event: WatchEvent & { object: T }) => void,
  ): { stop(): void };
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** An object as it is sent for creation: the server fills the rest. */
export type NewObject<T extends KubernetesObject> = {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; generateName?: string } & Record<string, unknown>;
} & Partial<Omit<T, 'apiVersion' | 'kind' | 'metadata'>>;

/** A refusal of the API server. `message` is the Status's own. */
export class ApiError extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown error');
    this.status = status;
  }
  get code(): number {
    return this.status.code ?? 500;
  }
  get reason(): string {
    return this.status.reason ?? 'Unknown';
  }
}
