import type { RuleOrigin } from '../machinery/flow.ts';
import { type Address, formatEndpoint, requireAddress } from './address.ts';
import type { Rewrite } from './connection-record.ts';
import type { StageVerdict } from './hook-stages.ts';
import type { PortRange } from './netfilter/rule-spec.ts';
import type { BalancerDecision } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { NO_REWRITES, type Passage } from './passage.ts';

/** DNAT: the answer will come from the new destination. */
export function rewriteDestination(passage: Passage, packet: Packet, { table, verdict }: StageVerdict): void {
  const { rule, chains, origin } = verdict;
  const target = rule?.spec.target;
  if (!rule || target?.kind !== 'DNAT') return;
  const address = target.address ?? packet.destination;
  const port = target.ports ? choosePort(passage, target.ports) : packet.destinationPort;
  changeDestination(passage, packet, address, port, {
    kind: 'DNAT',
    rule: rule.line,
    table,
    chains,
    ...(origin && { origin }),
  });
}

/** What a balancer in the path does to the first packet; `table`: of the host's own (IPVS). */
export function balanceDestination(
  passage: Passage,
  packet: Packet,
  { to, rule, origin }: Extract<BalancerDecision, { to: unknown }>,
  table?: string,
): void {
  const kind = table === undefined ? ('LB' as const) : ('DNAT' as const);
  const words = { kind, rule, chains: [], ...(table !== undefined && { table }), ...(origin && { origin }) };
  changeDestination(passage, packet, requireAddress(to.address), to.port, words);
}

type RewriteWords = Omit<Rewrite, 'part' | 'before' | 'after'>;

function changeDestination(
  passage: Passage,
  packet: Packet,
  address: Address,
  port: number,
  words: RewriteWords,
): void {
  const before = formatEndpoint(packet.destination, packet.destinationPort);
  packet.destination = address;
  packet.destinationPort = port;
  const { entry, hook } = passage;
  if (hook) hook.destinationRewritten = true;
  if (entry) {
    entry.destinationRewritten = true;
    entry.replySource = address;
    entry.replySourcePort = port;
  }
  record(passage, { ...words, part: 'destination', before, after: formatEndpoint(address, port) });
}

interface SourceRewrite extends StageVerdict {
  readonly device: NetworkInterface;
  readonly nextHop: Address;
  /** The field behind the packet's mark. */
  readonly marked: RuleOrigin | undefined;
}

/** SNAT and MASQUERADE: the answer will go to the new source. */
export function rewriteSource(
  passage: Passage,
  packet: Packet,
  { device, nextHop, table, verdict, marked }: SourceRewrite,
): void {
  const { entry, hook } = passage;
  const target = verdict.rule?.spec.target;
  if (!entry || !hook || (target?.kind !== 'SNAT' && target?.kind !== 'MASQUERADE')) return;
  const before = formatEndpoint(packet.source, packet.sourcePort);
  const wanted = target.kind === 'SNAT' ? target.address : device.sourceFor(nextHop);
  packet.source = wanted ?? packet.source;
  packet.sourcePort = chooseSourcePort(passage, packet, target);
  entry.sourceRewritten = true;
  entry.replyDestination = packet.source;
  entry.replyDestinationPort = packet.sourcePort;
  hook.sourceRewritten = true;
  const origin = verdict.origin ?? marked;
  record(passage, {
    kind: target.kind,
    part: 'source',
    before,
    after: formatEndpoint(packet.source, packet.sourcePort),
    rule: verdict.rule?.line ?? '',
    table,
    chains: verdict.chains,
    ...(origin && { origin }),
    ...(target.kind === 'MASQUERADE' && { via: device.name }),
  });
}

/** A packet sent again: connection tracking does what it did to the first one, and nat is not asked. */
export function repeatRewrite(passage: Passage, packet: Packet, part: Rewrite['part']): void {
  const { entry, hook, repeats } = passage;
  if (!entry) return;
  if (part === 'destination' && entry.destinationRewritten) {
    packet.destination = entry.replySource;
    packet.destinationPort = entry.replySourcePort;
    if (hook) hook.destinationRewritten = true;
  } else if (part === 'source' && entry.sourceRewritten) {
    packet.source = entry.replyDestination;
    packet.sourcePort = entry.replyDestinationPort;
    if (hook) hook.sourceRewritten = true;
  }
  for (const rewrite of repeats ?? []) if (rewrite.part === part) record(passage, rewrite);
}

/** An answer: it goes back to who has asked, and comes from whom was asked (nf_nat_manip_pkt of the reply's tuple). */
export function undoRewrite({ entry, hook }: Passage, packet: Packet, part: Rewrite['part']): void {
  if (!entry) return;
  const echo = entry.protocol === 'icmp';
  if (hook) {
    hook.destinationRewritten = entry.destinationRewritten;
    hook.sourceRewritten = entry.sourceRewritten;
  }
  if (part === 'destination' && entry.sourceRewritten) {
    packet.destination = entry.source;
    if (echo) packet.sourcePort = entry.sourcePort;
    else packet.destinationPort = entry.sourcePort;
  } else if (part === 'source' && entry.destinationRewritten) {
    packet.source = entry.destination;
    if (!echo) packet.sourcePort = entry.destinationPort;
  }
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
  if (packet.rehearsal) return target.ports?.first ?? old;
  const range = target.ports ?? (packet.protocol === 'icmp' ? IDENTIFIERS : portClass(old));
  let port = old;
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    port = range.first + network.random.integer(range.last - range.first + 1);
    if (tracked.isPortFree(packet.source, port)) return port;
  }
  return port;
}

const IDENTIFIERS: PortRange = { first: 0, last: 65_535 };

function portClass(port: number): PortRange {
  if (port < 512) return { first: 1, last: 511 };
  if (port < 1024) return { first: 600, last: 1023 };
  return { first: 1024, last: 65_535 };
}
