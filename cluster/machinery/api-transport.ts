import type { KubernetesObject } from './kubernetes-object.ts';

/** Who asks, as authentication left it. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** What an authenticator adds: `authentication.kubernetes.io/pod-name` and its like. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One request to the API server from inside the process: already parsed, so nothing is serialised on the way. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** e.g. /apis/apps/v1/namespaces/default/deployments/red/status */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** A JSON value. Patches carry their media type. The server never changes it. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly user: UserInfo;
  /** As the User-Agent header; the field manager's default is what stands before its first `/`. */
  readonly userAgent?: string;
}

/** `body` is frozen and shared: never change it. Status >= 400 carries a metav1.Status. */
export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
  /** What `Warning: 299` headers say. */
  readonly warnings?: readonly string[];
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubernetesObject;
}

/** The API server's door for the cluster's own components. */
export interface ApiTransport {
  send(request: ApiRequest): Promise<ApiResponse>;
  /**
   * A watch from `resourceVersion` in the query (absent: initial ADDED events first). Events come synchronously, in the
   * order of commits, after the write that caused them has been stored. Returns the stop function, or the refusal.
   */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): { stop(): void } | ApiResponse;
}
