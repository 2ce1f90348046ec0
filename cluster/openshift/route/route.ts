import type { TypedResource } from '../../client/client.ts';
import type { StoredInNamespace } from '../../client/objects.ts';

/** route.openshift.io/v1 (openshift/api route/v1/types.go). */
export interface RouteSpec {
  readonly host?: string;
  readonly subdomain?: string;
  readonly path?: string;
  readonly to: RouteTarget;
  readonly alternateBackends?: readonly RouteTarget[];
  readonly port?: { readonly targetPort: number | string };
  readonly tls?: RouteTls;
  readonly wildcardPolicy?: string;
  readonly httpHeaders?: {
    readonly actions?: {
      readonly request?: readonly HeaderAction[];
      readonly response?: readonly HeaderAction[];
    };
  };
}

export interface HeaderAction {
  readonly name: string;
  readonly action: { readonly type: string; readonly set?: { readonly value: string } };
}

export interface RouteTarget {
  readonly kind: string;
  readonly name: string;
  /** 0 to 256. */
  readonly weight?: number | null;
}

/** PEM texts. */
export interface RouteTls {
  /** edge, passthrough or reencrypt. */
  readonly termination: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly caCertificate?: string;
  readonly destinationCACertificate?: string;
  /** Allow, Redirect or None; absent: None. */
  readonly insecureEdgeTerminationPolicy?: string;
  readonly externalCertificate?: { readonly name?: string };
}

/** Where a router shows the route. */
export interface RouteIngress {
  readonly host?: string;
  readonly routerName?: string;
  readonly conditions?: readonly RouteCondition[];
  readonly wildcardPolicy?: string;
  readonly routerCanonicalHostname?: string;
}

export interface RouteCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface RouteObject {
  metadata?: StoredInNamespace<object>['metadata'];
  spec?: RouteSpec;
  status?: { readonly ingress?: readonly RouteIngress[] };
}

export type Route = StoredInNamespace<RouteObject>;

export const ROUTES: TypedResource<Route> = Object.freeze({
  group: 'route.openshift.io',
  version: 'v1',
  resource: 'routes',
});

/** The one with all services behind a route, the first one first. */
export function targetsOf({ to, alternateBackends = [] }: RouteSpec): readonly RouteTarget[] {
  return [to, ...alternateBackends];
}
