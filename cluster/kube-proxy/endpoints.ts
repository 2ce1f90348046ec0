import type { EndpointSlice } from '../client/objects.ts';
import { endpointChain } from './iptables/chain-names.ts';
import type { ServicePort } from './service-ports.ts';

export interface ProxyEndpoint {
  readonly ip: string;
  /** `ip:port` */
  readonly text: string;
  readonly chain: string;
  readonly nodeName: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
  /** Where it is written: `EndpointSlice ns/name`, and the place in it. */
  readonly slice: string;
  readonly index: number;
}

/** A port's endpoints from all slices of its Service, each address once, sorted by the text `ip:port`. */
export function endpointsOf(port: ServicePort, slices: readonly EndpointSlice[]): ProxyEndpoint[] {
  const byText = new Map<string, ProxyEndpoint>();
  const portName = port.service.spec.ports?.[port.index]?.name ?? '';
  for (const slice of slices) {
    const number = slice.ports?.find(
      ({ name, protocol }) => (name ?? '') === portName && (protocol ?? 'TCP').toLowerCase() === port.protocol,
    )?.port;
    if (!number) continue;
    slice.endpoints.forEach((endpoint, index) => {
      const ip = endpoint.addresses[0];
      if (ip === undefined) return;
      const text = `${ip}:${number}`;
      if (byText.has(text)) return;
      byText.set(text, {
        ip,
        text,
        chain: endpointChain(port.name, port.protocol, text),
        nodeName: endpoint.nodeName,
        ready: endpoint.conditions?.ready !== false,
        serving: endpoint.conditions?.serving !== false,
        terminating: endpoint.conditions?.terminating === true,
        zoneHints: (endpoint.hints?.forZones ?? []).map(({ name }) => name),
        nodeHints: nodeHints(endpoint.hints),
        slice: `EndpointSlice ${slice.metadata.namespace}/${slice.metadata.name}`,
        index,
      });
    });
  }
  return [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

/** Since 1.34 a hint may name nodes (PreferSameNode). */
function nodeHints(hints: object | undefined): readonly string[] {
  const { forNodes } = (hints ?? {}) as { forNodes?: readonly { name: string }[] };
  return (forNodes ?? []).map(({ name }) => name);
}

/** This node, as far as the choice of endpoints depends on it. */
export interface ProxyNode {
  readonly name: string;
  /** Its first InternalIP, for source ranges that hold it. */
  readonly address: string;
  readonly zone?: string;
}

export interface EndpointChoice {
  readonly cluster: readonly ProxyEndpoint[];
  readonly local: readonly ProxyEndpoint[];
  /** All that may be chosen on this node. */
  readonly reachable: readonly ProxyEndpoint[];
  /** Whether any node could answer. */
  readonly any: boolean;
}

/** CategorizeEndpoints in pkg/proxy/topology.go: ready ones, or else those that still serve while they terminate. */
export function chooseEndpoints(
  port: ServicePort,
  endpoints: readonly ProxyEndpoint[],
  node: ProxyNode,
): EndpointChoice {
  const usesCluster = !port.internalLocal || port.externallyAccessible;
  const usesLocal = port.internalLocal || (port.externalLocal && port.externallyAccessible);
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  const draining = endpoints.filter(({ serving, terminating }) => serving && terminating);
  const preferred = usesCluster ? ready.filter(preferredHere(ready, node)) : [];
  const cluster = !usesCluster ? [] : preferred.length > 0 ? preferred : draining;
  const isLocal = ({ nodeName }: ProxyEndpoint) => nodeName === node.name;
  const localReady = usesLocal ? ready.filter(isLocal) : [];
  const local = !usesLocal ? [] : localReady.length > 0 ? localReady : draining.filter(isLocal);
  return {
    cluster,
    local,
    reachable: [...cluster, ...local.filter((endpoint) => !cluster.includes(endpoint))],
    any: cluster.length > 0 || (usesLocal && (ready.length > 0 || draining.length > 0)),
  };
}

/** topologyModeFromHints: hints count only when every ready endpoint has one and one of them is for here. */
function preferredHere(ready: readonly ProxyEndpoint[], node: ProxyNode): (endpoint: ProxyEndpoint) => boolean {
  if (ready.every(({ nodeHints: hints }) => hints.length > 0)) {
    const here = ({ nodeHints: hints }: ProxyEndpoint) => hints.includes(node.name);
    if (ready.some(here)) return here;
  }
  const { zone } = node;
  if (zone !== undefined && ready.every(({ zoneHints }) => zoneHints.length > 0)) {
    const here = ({ zoneHints }: ProxyEndpoint) => zoneHints.includes(zone);
    if (ready.some(here)) return here;
  }
  return () => true;
}
