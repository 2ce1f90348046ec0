import type { RuleOrigin } from '../machinery/flow.ts';
import type { ServerCertificate } from './http-server.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { RouteFilter } from './route-filter.ts';

/** What a layer-7 proxy does, whoever asked for it: Ingress, Gateway and Route all translate to this. */
export interface ProxyConfiguration {
  readonly listeners: readonly ListenerConfiguration[];
}

/** One open port: connections come in here, and their requests meet its virtual hosts. */
export interface ListenerConfiguration {
  readonly port: number;
  /** Absent: all addresses of the machine. */
  readonly address?: string;
  /** A PROXY v1 line must come first; connections without one are closed. */
  readonly proxyProtocol?: boolean;
  /** Absent: clear text. */
  readonly tls?: ListenerTls;
  readonly virtualHosts: readonly VirtualHost[];
}

export interface ListenerTls {
  readonly certificates: readonly NamedCertificate[];
  /** For clients that name no server, or none that is known. Absent: their handshake fails (unrecognized_name). */
  readonly fallback?: ServerCertificate;
  /** Names whose connections are passed on as they are; they win over certificates. */
  readonly passthrough?: readonly PassthroughRoute[];
  /** Offered by ALPN beside HTTP/1.1. */
  readonly http2?: boolean;
}

export interface NamedCertificate {
  /** `example.org` or `*.example.org` (one label). */
  readonly hostname: string;
  readonly certificate: ServerCertificate;
}

/** By the name in the ClientHello; TLS is between the client and the endpoint. */
export interface PassthroughRoute {
  readonly hostname: string;
  readonly backend: Backend;
  /** The route in the proxy's own words, for traces. */
  readonly rule: string;
  readonly origin?: RuleOrigin;
}

export interface VirtualHost {
  /** `example.org`, `*.example.org` (one label), or `*` for any other. */
  readonly hostname: string;
  /** More names of the same, as `hostname`. */
  readonly aliases?: readonly string[];
  /** In any order: an exact path before the longest prefix. Regular expressions are tried as listed, and before prefixes. */
  readonly routes: readonly ProxyRoute[];
}

export interface ProxyRoute {
  readonly path: PathMatch;
  /** Beside the path, e.g. on method or headers. Absent: the path decides. */
  readonly matches?: (request: ProxiedRequest) => boolean;
  /** In order; the first that answers ends the request. */
  readonly filters?: readonly RouteFilter[];
  readonly backend: Backend;
  /** Takes another backend for some requests (canaries, weights). */
  readonly choose?: (request: ProxiedRequest) => Backend;
  readonly limits?: RouteLimits;
  /** The route in the proxy's own words, for traces: `/ → default/red:80`. */
  readonly rule: string;
  readonly origin?: RuleOrigin;
  /** What the dialect wants to know for headers and logs, e.g. `namespace`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Absent values are the dialect's. */
export interface RouteLimits {
  readonly connectTimeoutMs?: number;
  /** Between two reads of an answer. */
  readonly readTimeoutMs?: number;
  /** Request bodies; 0 is no limit. */
  readonly bodyBytes?: number;
  readonly tries?: RetryPolicy;
}

/** When another endpoint is tried. A request that was sent is sent again only where its method is idempotent. */
export interface RetryPolicy {
  readonly tries: number;
  readonly onError: boolean;
  readonly onTimeout: boolean;
  readonly statuses: readonly number[];
  readonly nonIdempotent: boolean;
}

export type PathMatch =
  | { readonly type: 'exact'; readonly value: string }
  /** By path elements: /foo matches /foo and /foo/bar, not /foobar. */
  | { readonly type: 'prefix'; readonly value: string }
  /** By characters: /foo matches /foobar. */
  | { readonly type: 'string-prefix'; readonly value: string }
  /** `test` is linear in the path's length. */
  | { readonly type: 'regex'; readonly value: string; readonly test: (path: string) => boolean };

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** Share among the endpoints; absent: 1. */
  readonly weight?: number;
}

export interface Backend {
  /** As the access log names it: `default-red-80`. */
  readonly name: string;
  /** Where requests go, in turn. Empty: 503. */
  readonly endpoints: readonly Endpoint[];
  /** TLS to the endpoint (re-encrypt). Absent: clear text. */
  readonly tls?: UpstreamTls;
  /** Decides for a request; undefined leaves it to the turn. */
  readonly pick?: (request: ProxiedRequest, endpoints: readonly Endpoint[]) => Endpoint | undefined;
}

export interface UpstreamTls {
  /** SNI, and the name that is verified. Absent: no SNI is sent. */
  readonly serverName?: string;
  /** Absent: the endpoint's certificate is not verified. */
  readonly verify?: { readonly ca: string };
  /** Shown where the endpoint asks for one. */
  readonly clientCertificate?: ServerCertificate;
}
