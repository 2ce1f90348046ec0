import { Annotations } from './annotations.ts';
import { isCanary } from './canary.ts';
import { upstreamName } from './ingress-backend.ts';
import type { Ingress } from './ingress-objects.ts';
import { ANY_HOST, hostOf, type Location, pathTypeOf, type Server } from './ingress-servers.ts';
import type { Upstream } from './ingress-upstreams.ts';
import type { Warn } from './translation-warning.ts';

/** Gives each canary to the upstreams whose host and path it shares (mergeAlternativeBackends in ingress-nginx). */
export function mergeCanaries(
  ingresses: readonly Ingress[],
  upstreams: ReadonlyMap<string, Upstream>,
  servers: ReadonlyMap<string, Server>,
  warn: Warn,
): void {
  for (const ingress of ingresses) {
    if (!isCanary(new Annotations(ingress))) continue;
    const { namespace } = ingress.metadata;
    const fallback = ingress.spec.defaultBackend?.service;
    const catchAll = fallback && upstreams.get(upstreamName(namespace, fallback));
    if (catchAll) mergeInto(servers.get(ANY_HOST)?.locations ?? [], catchAll, { ingress, host: ANY_HOST }, warn);
    for (const rule of ingress.spec.rules ?? []) {
      const host = hostOf(rule);
      const server = servers.get(host);
      for (const path of rule.http?.paths ?? []) {
        const target = path.backend.service;
        const canary = target && upstreams.get(upstreamName(namespace, target));
        if (!canary) continue;
        if (!server) {
          const text = `cannot merge alternative backend ${canary.name} into hostname ${host} that does not exist`;
          warn('E', 'controller.go:1730', text);
          continue;
        }
        const wanted = { path: path.path || '/', type: pathTypeOf(path) };
        const found = server.locations.filter(({ path: at, type }) => at === wanted.path && type === wanted.type);
        mergeInto(found, canary, { ingress, host }, warn);
      }
    }
  }
}

/** The canary joins the upstreams of these locations, unless it is the upstream of one of them itself. */
function mergeInto(
  locations: readonly Location[],
  canary: Upstream,
  { ingress, host }: { readonly ingress: Ingress; readonly host: string },
  warn: Warn,
): void {
  const found = locations.filter(({ upstream }) => upstream);
  const same = found.find(({ upstream }) => upstream === canary);
  if (same) {
    const { namespace, name } = ingress.metadata;
    const where = `${namespace}/${name} is primary upstream in Other Ingress for location ${host}${same.path}!`;
    warn('W', 'controller.go:1741', `alternative upstream ${canary.name} in Ingress ${where}`);
    return;
  }
  for (const { upstream } of found) {
    if (upstream && !upstream.canary && !upstream.alternatives.includes(canary)) upstream.alternatives.push(canary);
  }
  if (found.length === 0) {
    const text = `unable to find real backend for alternative backend ${canary.name}. Deleting.`;
    warn('W', 'controller.go:1759', text);
  }
}
