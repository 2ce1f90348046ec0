import { createHash } from 'node:crypto';
import type { EndpointSlice, Node, Service } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { parseAddress } from '../../network/address.ts';
import { isIncluded } from '../service-controller/eligible-nodes.ts';
import { parseRange, rangeContains } from './address-range.ts';
import { isOurs, type MetallbInputs } from './metallb-inputs.ts';
import { type IpAddressPool, type L2Advertisement, METALLB_NAMESPACE } from './metallb-objects.ts';

/** An address that some node has to answer ARP for. */
export interface Announcement {
  readonly service: Service;
  readonly address: string;
  /** The node that does. */
  readonly leader: string;
}

/**
 * Who announces what, as each speaker finds out by itself (speaker/layer2_controller.go, ShouldAnnounce): of the nodes that
 * can, the first by the hash of node and address. With externalTrafficPolicy Local only nodes with a ready endpoint can.
 */
export function electLeaders(inputs: MetallbInputs, hasSpeaker: (node: string) => boolean): Announcement[] {
  const speakers = inputs.nodes
    .list()
    .filter((node) => hasSpeaker(node.metadata.name) && isReady(node) && isIncluded(node));
  return inputs.services.list().flatMap((service) => {
    const address = isOurs(service) ? service.status?.loadBalancer?.ingress?.[0]?.ip : undefined;
    const pool = address === undefined ? undefined : poolWith(inputs, address);
    if (address === undefined || !pool) return [];
    const nodes = candidates(service, inputs, speakers, advertisementsOf(pool, inputs));
    const [leader] = nodes.sort((one, other) => Buffer.compare(rank(one, address), rank(other, address)));
    return leader === undefined ? [] : [{ service, address, leader }];
  });
}

function candidates(
  service: Service,
  inputs: MetallbInputs,
  speakers: readonly Node[],
  advertisements: readonly L2Advertisement[],
): string[] {
  const slices = inputs.slicesOf(`${service.metadata.namespace}/${service.metadata.name}`);
  const hosts = servingNodes(slices);
  if (hosts.length === 0) return [];
  const allowed = speakers.filter((node) => advertisements.some((one) => isFor(one, node)));
  const names = allowed.map(({ metadata }) => metadata.name);
  return service.spec.externalTrafficPolicy === 'Local' ? names.filter((name) => hosts.includes(name)) : names;
}

/** Nodes of endpoints that serve (epslices.EndpointCanServe: ready, or unknown). */
function servingNodes(slices: readonly EndpointSlice[]): string[] {
  return slices.flatMap(({ endpoints }) =>
    (endpoints ?? []).flatMap(({ conditions, nodeName }) =>
      conditions?.ready !== false && nodeName !== undefined ? [nodeName] : [],
    ),
  );
}

function poolWith({ pools }: MetallbInputs, text: string): IpAddressPool | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return pools.list(METALLB_NAMESPACE).find(({ spec }) =>
    spec.addresses.some((range) => {
      const parsed = parseRange(range);
      return parsed !== undefined && rangeContains(parsed, address);
    }),
  );
}

/** Those that name no pool are for all. */
function advertisementsOf({ metadata }: IpAddressPool, { advertisements }: MetallbInputs): L2Advertisement[] {
  return advertisements.list(METALLB_NAMESPACE).filter(({ spec }) => {
    const { ipAddressPools = [], ipAddressPoolSelectors = [] } = spec ?? {};
    if (ipAddressPools.length === 0 && ipAddressPoolSelectors.length === 0) return true;
    if (ipAddressPools.includes(metadata.name)) return true;
    return ipAddressPoolSelectors.some((selector) => matchesSelector(selector, metadata.labels));
  });
}

function isFor({ spec }: L2Advertisement, { metadata }: Node): boolean {
  const { nodeSelectors = [] } = spec ?? {};
  return nodeSelectors.length === 0 || nodeSelectors.some((selector) => matchesSelector(selector, metadata.labels));
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

function rank(node: string, address: string): Buffer {
  return createHash('sha256').update(`${node}#${address}`).digest();
}
