import type { RuleOrigin } from '../machinery/flow.ts';
import { type Address, formatEndpoint, requireAddress } from './address.ts';
import type { Rewrite } from './connection-record.ts';
import type { Verdict } from './netfilter/evaluate-chain.ts';
import type { PortRange } from './netfilter/rule-spec.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { NO_REWRITES, type Passage } from './passage.ts';

/** Who asks for a new destination: a rule, a balancer, or (null) connection tracking, which repeats an older decision. */
type DestinationAuthority = Verdict | { readonly rule: string; readonly origin?: RuleOrigin | undefined } | null;

/** DNAT: the answer will come from the new destination. */
export function rewriteDestination(
  passage: Passage,
  packet: Packet,
  address: Address | string | undefined,
  port: number | undefined,
  authority: DestinationAuthority,
): void {
  const before = formatEndpoint(packet.destination, packet.destinationPort);
  const verdict = authority && 'kind' in authority ? authority : null;
  const target = verdict?.rule?.spec.target;
  if (target?.kind === 'DNAT') {
    packet.destination = target.address ?? packet.destination;
    packet.destinationPort = target.ports ? choosePort(passage, target.ports) : packet.destinationPort;
  } else {
    packet.destination = typeof address === 'string' ? requireAddress(address) : (address ?? packet.destination);
    packet.destinationPort = port ?? packet.destinationPort;
  }
  const { entry, hook } = passage;
  if (hook) hook.destinationRewritten = true;
  if (entry && !entry.confirmed) {
    entry.destinationRewritten = true;
    entry.replySource = packet.destination;
    entry.replySourcePort = packet.destinationPort;
  }
  record(passage, {
    part: 'destination',
    before,
    after: formatEndpoint(packet.destination, packet.destinationPort),
    ...describeAuthority(authority),
  });
}

function describeAuthority(
  authority: DestinationAuthority,
): Pick<Rewrite, 'kind' | 'rule' | 'chains' | 'origin' | 'table'> {
  if (!authority) return { kind: 'DNAT', rule: '', chains: [] };
  if (!('kind' in authority)) {
    return { kind: 'LB', rule: authority.rule, chains: [], ...(authority.origin && { origin: authority.origin }) };
  }
  const { rule, chains, origin } = authority;
  return { kind: 'DNAT', rule: rule?.line ?? '', table: 'nat', chains, ...(origin && { origin }) };
}

interface SourceRewrite {
  readonly device: NetworkInterface;
  readonly nextHop: Address;
  /** Null: connection tracking repeats an older decision. */
  readonly verdict: Verdict | null;
  /** The field behind the packet's mark. */
  readonly marked: RuleOrigin | undefined;
}

/** SNAT and MASQUERADE: the answer will go to the new source. */
export function rewriteSource(
  passage: Passage,
  packet: Packet,
  { device, nextHop, verdict, marked }: SourceRewrite,
): void {
  const before = formatEndpoint(packet.source, packet.sourcePort);
  const { entry, hook } = passage;
  if (!entry || !hook) return;
  const target = verdict?.rule?.spec.target;
  const kind = target?.kind === 'SNAT' ? 'SNAT' : 'MASQUERADE';
  if (target?.kind === 'SNAT' || target?.kind === 'MASQUERADE') {
    const wanted = target.kind === 'SNAT' ? target.address : device.sourceFor(nextHop);
    packet.source = wanted ?? packet.source;
    packet.sourcePort = chooseSourcePort(passage, packet, target);
    entry.sourceRewritten = true;
    entry.replyDestination = packet.source;
    entry.replyDestinationPort = packet.sourcePort;
  } else {
    packet.source = entry.replyDestination;
    packet.sourcePort = entry.replyDestinationPort;
  }
  hook.sourceRewritten = true;
  const origin = verdict?.origin ?? marked;
  record(passage, {
    kind,
    part: 'source',
    before,
    after: formatEndpoint(packet.source, packet.sourcePort),
    rule: verdict?.rule?.line ?? '',
    table: 'nat',
    chains: verdict?.chains ?? [],
    ...(origin && { origin }),
    ...(kind === 'MASQUERADE' && { via: device.name }),
  });
}

function record({ crossing }: Passage, rewrite: Rewrite): void {
  crossing.rewrites = crossing.rewrites === NO_REWRITES ? [rewrite] : [...crossing.rewrites, rewrite];
}

function choosePort({ host }: Passage, { first, last }: PortRange): number {
  return first + (first === last ? 0 : host.network.random.integer(last - first + 1));
}

/** How often a random port is tried before the packet keeps the last one (nf_nat_l4proto_unique_tuple gives up likewise). */
const PORT_TRIES = 128;

/** nf_nat_l4proto_unique_tuple: the old port if it may stay, else one of the same class of ports. */
function chooseSourcePort(
  { host, entry }: Passage,
  packet: Packet,
  target: { readonly ports: PortRange | undefined; readonly random: boolean },
): number {
  const { tracked, network } = host;
  const old = packet.sourcePort;
  const unchanged = packet.source === entry?.source;
  if (!target.random && !target.ports && (unchanged || tracked.isPortFree(packet.source, old))) return old;
  const range = target.ports ?? portClass(old);
  let port = old;
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    port = range.first + network.random.integer(range.last - range.first + 1);
    if (tracked.isPortFree(packet.source, port)) return port;
  }
  return port;
}

function portClass(port: number): PortRange {
  if (port < 512) return { first: 1, last: 511 };
  if (port < 1024) return { first: 600, last: 1023 };
  return { first: 1024, last: 65_535 };
}
