import { dns1123LabelProblems } from '../../resources/validation/names.ts';
import type { Route } from '../route/route.ts';
import { certificateProblems } from './certificate-problems.ts';
import { byAge } from './route-age.ts';

/** Why a router does not show a route. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

export interface AdmissionOptions {
  /** ROUTER_ALLOW_WILDCARD_ROUTES */
  readonly allowWildcards: boolean;
  /** ROUTER_DISABLE_NAMESPACE_OWNERSHIP_CHECK: routes of several namespaces may share a host. */
  readonly sharedHosts: boolean;
}

/** Each route that a router knows, with the reason where it is not shown: the plug-ins of openshift/router, in their order. */
export function admitRoutes(routes: readonly Route[], options: AdmissionOptions): Map<Route, Rejection | undefined> {
  const decisions = new Map<Route, Rejection | undefined>();
  const claims = new Map<string, Route[]>();
  for (const route of [...routes].sort(byAge)) {
    const rejection = ownProblem(route, options) ?? claim(route, claims, options);
    decisions.set(route, rejection);
  }
  return decisions;
}

/** What is wrong with a route by itself. */
function ownProblem({ spec }: Route, { allowWildcards }: AdmissionOptions): Rejection | undefined {
  if (spec.wildcardPolicy === 'Subdomain' && !allowWildcards) {
    return { reason: 'RouteNotAdmitted', message: 'wildcard routes are not allowed' };
  }
  const host = spec.host ?? '';
  if (host === '') return { reason: 'NoHostValue', message: 'no host value was defined for the route' };
  const problems = host.split('.').flatMap((label) => dns1123LabelProblems(label));
  if (problems.length > 0) {
    const texts = problems.map((problem) => `spec.host: Invalid value: ${JSON.stringify(host)}: ${problem}`);
    return { reason: 'InvalidHost', message: `host name validation errors: ${texts.join(', ')}` };
  }
  const [problem, ...others] = certificateProblems(spec.tls);
  if (problem === undefined) return undefined;
  const message = others.length > 0 ? `[${[problem, ...others].join(', ')}]` : problem;
  return { reason: 'ExtendedValidationFailed', message };
}

/** hostindex.SameNamespace: the oldest route's namespace has the host; there, each path is the oldest route's. */
function claim(route: Route, claims: Map<string, Route[]>, options: AdmissionOptions): Rejection | undefined {
  const { spec, metadata } = route;
  const key = `${spec.wildcardPolicy === 'Subdomain' ? '*' : ''}${spec.host}`;
  const active = claims.get(key) ?? [];
  const [owner] = active;
  if (owner && owner.metadata.namespace !== metadata.namespace && !options.sharedHosts) {
    const message = `a route in another namespace holds ${spec.host} and is older than ${metadata.name}`;
    return { reason: 'HostAlreadyClaimed', message };
  }
  if (owner && active.some((other) => isSamePlace(other, route))) {
    const message =
      owner.metadata.namespace === metadata.namespace
        ? `route ${owner.metadata.name} already exposes ${spec.host} and is older`
        : `a route in another namespace holds ${spec.host} and is older than ${metadata.name}`;
    return { reason: 'HostAlreadyClaimed', message };
  }
  claims.set(key, [...active, route]);
  return undefined;
}

/** Beside a passed-through host there is no other route with TLS: nobody sees the path. */
function isSamePlace({ spec: existing }: Route, { spec }: Route): boolean {
  if ((existing.path ?? '') === (spec.path ?? '')) return true;
  return existing.tls !== undefined && spec.tls !== undefined && existing.tls.termination === 'passthrough';
}
