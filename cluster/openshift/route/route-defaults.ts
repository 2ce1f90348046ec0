import type { MutableObject } from '../../resources/resource-definition.ts';
import { type Mutable, typed } from '../../resources/typed.ts';
import type { RouteSpec, RouteTarget, RouteTls } from './route.ts';

/** As the installer names it; `ingresses.config.openshift.io/cluster` says the same. */
export const INGRESS_DOMAIN = 'apps.cluster1.devcluster.openshift.com';

const DEFAULT_WEIGHT = 100;

/** openshift-apiserver pkg/route/apis/route/v1/defaults.go. */
export function defaultRoute(object: MutableObject): void {
  const { spec } = typed<{ spec?: Mutable<RouteSpec> }>(object);
  if (!spec) return;
  spec.wildcardPolicy ||= 'None';
  if (spec.to) defaultTarget(spec.to);
  for (const target of spec.alternateBackends ?? []) defaultTarget(target);
  if (spec.tls) defaultTls(spec.tls);
}

/** hostassignment.AllocateHost: a route that names no host gets NAME-NAMESPACE.DOMAIN, or its subdomain there. */
export function assignHost(object: MutableObject): void {
  const { spec, metadata } = typed<RouteToName>(object);
  if (spec && !spec.host && metadata.name)
    spec.host = generatedHost(metadata.name, metadata.namespace ?? '', spec.subdomain);
}

interface RouteToName {
  readonly spec?: { host?: string; readonly subdomain?: string };
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

function generatedHost(name: string, namespace: string, subdomain?: string): string {
  if (subdomain) return `${subdomain}.${INGRESS_DOMAIN}`;
  return `${name.replaceAll('.', '-')}-${namespace}.${INGRESS_DOMAIN}`;
}

function defaultTarget(target: Mutable<RouteTarget>): void {
  target.kind ||= 'Service';
  target.weight ??= DEFAULT_WEIGHT;
}

const SPELLINGS: Readonly<Record<string, string>> = { none: 'None', allow: 'Allow', redirect: 'Redirect' };

function defaultTls(tls: Mutable<RouteTls>): void {
  if (!tls.termination && !tls.destinationCACertificate) tls.termination = 'edge';
  const termination = tls.termination?.toLowerCase();
  if (['edge', 'reencrypt', 'passthrough'].includes(termination ?? '')) tls.termination = termination!;
  const policy = tls.insecureEdgeTerminationPolicy;
  if (policy && SPELLINGS[policy.toLowerCase()]) {
    tls.insecureEdgeTerminationPolicy = SPELLINGS[policy.toLowerCase()]!;
  }
}
