import type { RouteFilter } from '../proxy/route-filter.ts';
import { Annotations } from './annotations.ts';
import { authenticationFilter } from './authentication-filter.ts';
import type { ControllerSettings } from './controller-settings.ts';
import { corsFilter } from './cors-filter.ts';
import type { FilterMemory } from './filter-memory.ts';
import type { Ingress } from './ingress-objects.ts';
import { addressFilters, limitFilters } from './limit-filters.ts';
import { expandVariables } from './nginx-expression.ts';
import { appRootFilter, plainRedirectFilter, tlsRedirectFilter } from './redirect-filters.ts';
import { rewriteFilter } from './rewrite-filter.ts';

export interface FilterContext {
  readonly settings: ControllerSettings;
  readonly memory: FilterMemory;
  readonly secret: (key: string) => { data?: Readonly<Record<string, string>> } | undefined;
  readonly configMap: (key: string) => { data?: Readonly<Record<string, string>> } | undefined;
}

export interface FilteredLocation {
  readonly ingress: Ingress;
  readonly path: string;
  readonly hasCertificate: boolean;
  /** Something answers behind it. */
  readonly available: () => boolean;
}

/** What an Ingress's annotations do to requests of one location, in the order of nginx's phases. `denied`: why it answers 503. */
export function locationFilters(
  location: FilteredLocation,
  context: FilterContext,
): { readonly filters: readonly RouteFilter[]; readonly denied?: string } {
  const { settings, memory } = context;
  const { ingress, path, hasCertificate, available } = location;
  const annotations = new Annotations(ingress);
  const addresses = addressFilters(annotations, settings);
  const authentication = authenticationFilter(ingress, annotations, context.secret);
  const denied = [addresses, authentication].find((one) => typeof one === 'string');
  if (typeof denied === 'string') return { filters: [() => ({ status: 503 })], denied };
  const key = `${ingress.metadata.namespace}/${ingress.metadata.name}/${ingress.metadata.uid}`;
  const filters = [
    appRootFilter(annotations),
    plainRedirectFilter(annotations),
    corsFilter(annotations),
    tlsRedirectFilter(annotations, settings, hasCertificate),
    hasCertificate ? hstsFilter(settings) : undefined,
    (() => (available() ? undefined : { status: 503 })) satisfies RouteFilter,
    ...limitFilters(annotations, settings, memory, key),
    ...(Array.isArray(addresses) ? addresses : []),
    typeof authentication === 'function' ? authentication : undefined,
    headersFilter(annotations, context),
    rewriteFilter(annotations, path),
  ];
  return { filters: filters.filter((filter) => filter !== undefined) };
}

function hstsFilter({ hsts }: ControllerSettings): RouteFilter | undefined {
  if (hsts === undefined) return undefined;
  return ({ connection, onAnswer }) => {
    if (connection.secure) onAnswer.push((headers) => headers.set('Strict-Transport-Security', hsts));
    return undefined;
  };
}

/** `upstream-vhost`, `x-forwarded-prefix`, `connection-proxy-header`, `custom-headers`, `proxy-cookie-path` and their like. */
function headersFilter(annotations: Annotations, { configMap }: FilterContext): RouteFilter | undefined {
  const host = annotations.text('upstream-vhost');
  const prefix = annotations.text('rewrite-target') ? annotations.text('x-forwarded-prefix') : undefined;
  const custom = Object.entries(configMap(annotations.text('custom-headers') ?? '')?.data ?? {});
  const from = annotations.text('proxy-redirect-from');
  const to = annotations.text('proxy-redirect-to');
  if (host === undefined && prefix === undefined && custom.length === 0 && !(from && to)) return undefined;
  return (request) => {
    const { upstreamHeaders, onAnswer } = request;
    if (host !== undefined) upstreamHeaders.set('Host', expandVariables(host, request));
    if (prefix !== undefined) upstreamHeaders.set('X-Forwarded-Prefix', expandVariables(prefix, request));
    onAnswer.push((headers) => {
      for (const [name, value] of custom) headers.set(name, value);
      const location = headers.get('location');
      if (from && to && location?.startsWith(from)) headers.set('Location', `${to}${location.slice(from.length)}`);
    });
    return undefined;
  };
}
