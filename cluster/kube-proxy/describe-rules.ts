import type { ProxiedPort, ProxiedService } from './proxied-service.ts';

/** A Service as it is written on a node, for the map (`TopologyRule` in cluster/trace). */
export interface DescribedRule {
  readonly service: string;
  readonly kind: 'nodePort' | 'clusterIP' | 'loadBalancer';
  /** `:32000`, `10.96.88.4:80` */
  readonly match: string;
  /** Endpoints this node would choose from. */
  readonly to: readonly string[];
  readonly verdict: 'forward' | 'reject' | 'drop';
}

export function describeServices(services: Iterable<ProxiedService>): DescribedRule[] {
  return [...services]
    .flatMap(({ ports }) => ports.flatMap(describePort))
    .toSorted((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

function describePort({ port, choice, refusals }: ProxiedPort): DescribedRule[] {
  const { namespace, name } = port.service.metadata;
  const service = `${namespace}/${name}`;
  const internal = port.internalLocal ? choice.local : choice.cluster;
  const external = port.externalLocal ? choice.local : choice.cluster;
  const rule = (
    kind: DescribedRule['kind'],
    match: string,
    endpoints: typeof internal,
    refusal: typeof refusals.internal,
  ): DescribedRule => ({
    service,
    kind,
    match,
    to: endpoints.map(({ text }) => text),
    verdict: refusal === null ? 'forward' : refusal.verdict === 'REJECT' ? 'reject' : 'drop',
  });
  const addresses = [...port.loadBalancerVIPs.map(({ ip }) => ip), ...port.externalIPs];
  return [
    rule('clusterIP', `${port.clusterIP}:${port.port}`, internal, refusals.internal),
    ...(port.nodePort === 0 ? [] : [rule('nodePort', `:${port.nodePort}`, external, refusals.external)]),
    ...addresses.map((ip) => rule('loadBalancer', `${ip}:${port.port}`, external, refusals.external)),
  ];
}
