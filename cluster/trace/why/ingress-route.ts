import type { ClusterFacts, Ingress } from './cluster-facts.ts';
import { type Cause, keyOf } from './failure.ts';

/** A proxy answered 404: no Ingress of its class has the host and path. */
export const ingressRoute: Cause = ({ status, box, rule, trace }, facts) => {
  if (status !== 404 || box.kind !== 'proxy' || !trace.request) return null;
  const { hostname, pathname } = new URL(trace.request.url);
  const base = { at: box.id, decided: rule || 'no rule matched' };
  const matching = facts.ingresses().find((ingress) => serves(ingress, hostname, pathname));
  if (matching && !isClaimed(matching, facts)) {
    const value =
      matching.spec.ingressClassName ?? matching.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';
    const known = facts
      .ingressClasses()
      .map(({ metadata }) => metadata.name)
      .join(', ');
    return {
      ...base,
      cause: 'ingress-class',
      text: `Ingress ${keyOf(matching)} has ${value ? `the class ${value}` : 'no class'}, so no controller serves it; there ${known.includes(',') ? 'are' : 'is'} ${known || 'no class'}.`,
      mend: { object: `Ingress ${keyOf(matching)}`, field: 'spec.ingressClassName', value: value || '<none>' },
    };
  }
  if (matching) return null;
  const [nearest] = facts.ingresses();
  return {
    ...base,
    cause: 'no-route',
    text: `No Ingress has a rule for host ${hostname} and path ${pathname}.`,
    mend: nearest ? { object: `Ingress ${keyOf(nearest)}`, field: 'spec.rules', value: hostsOf(nearest) } : null,
  };
};

function isClaimed({ spec, metadata }: Ingress, facts: ClusterFacts): boolean {
  const name = spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  return facts.ingressClasses().some((each) => each.metadata.name === name);
}

function serves({ spec }: Ingress, hostname: string, pathname: string): boolean {
  if (spec.defaultBackend) return true;
  return (spec.rules ?? []).some(
    (rule) =>
      (!rule.host || rule.host === hostname || (rule.host.startsWith('*.') && hostname.endsWith(rule.host.slice(1)))) &&
      rule.http?.paths.some(({ path = '/', pathType }) =>
        pathType === 'Exact'
          ? pathname === path
          : pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      ),
  );
}

function hostsOf({ spec }: Ingress): string {
  return (spec.rules ?? []).map(({ host }) => host ?? '*').join(', ') || '<none>';
}
