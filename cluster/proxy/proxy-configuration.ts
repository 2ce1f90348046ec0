import type { RuleOrigin } from '../machinery/flow.ts';

/** What a layer-7 proxy does, whoever asked for it: Ingress, Gateway and Route all translate to this. */
export interface ProxyConfiguration {
  readonly virtualHosts: readonly VirtualHost[];
}

export interface VirtualHost {
  /** `example.org`, `*.example.org` (one label), or `*` for any other. */
  readonly hostname: string;
  /** In any order: the most specific match wins. */
  readonly routes: readonly ProxyRoute[];
}

export interface ProxyRoute {
  readonly path: PathMatch;
  readonly backend: Backend;
  /** The route in the proxy's own words, for traces: `/ → default/red:80`. */
  readonly rule: string;
  readonly origin?: RuleOrigin;
}

export type PathMatch =
  | { readonly type: 'exact'; readonly value: string }
  /** By path elements: /foo matches /foo and /foo/bar, not /foobar. */
  | { readonly type: 'prefix'; readonly value: string };

export interface Backend {
  /** As the access log names it: `default-red-80`. */
  readonly name: string;
  /** Where requests go, in turn. Empty: 503. */
  readonly endpoints: readonly { readonly address: string; readonly port: number }[];
}
