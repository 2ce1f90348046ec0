import type { RuleOrigin } from '../machinery/flow.ts';
import { formatAddress } from './address.ts';
import { balanceDestination, repeatRewrite } from './address-translation.ts';
import { ConntrackEntry, type TrackedState } from './conntrack.ts';
import { DESTINATION_UNREACHABLE, PORT_UNREACHABLE } from './icmp-message.ts';
import type { BalancerDecision } from './network.ts';
import type { Packet } from './packet.ts';
import type { PacketHooks } from './packet-hooks.ts';
import type { Passage } from './passage.ts';
import type { WalkEnd } from './walk-end.ts';
import { endHere, endWithError } from './walk-endings.ts';

/** A layer-4 balancer in the path takes a connection to its public address. */
export function balanceHere(
  passage: Passage,
  packet: Packet,
  hooks: PacketHooks,
  releases: (() => void)[],
): WalkEnd | null {
  const balancer = passage.host.balancer(packet);
  if (!balancer || passage.isReply) return null;
  hooks.trackHere(passage);
  if (passage.entry?.confirmed) return null;
  const { sourcePort, rehearsal } = packet;
  const decision = balancer({ source: formatAddress(packet.source), sourcePort, ...(rehearsal && { rehearsal }) });
  if (!decision) return null;
  if ('refuse' in decision) return refuse(passage, decision);
  if (decision.release) releases.push(decision.release);
  balanceDestination(passage, packet, decision);
  return null;
}

function refuse(passage: Passage, decision: Extract<BalancerDecision, { refuse: string }>): WalkEnd {
  const { rule, origin } = decision;
  const kind = decision.refuse === 'reset' ? 'refused' : 'DROP';
  return endHere(passage, kind === 'DROP' ? 'dropped' : 'refused', { kind, rule, ...(origin && { origin }) });
}

/** IPVS: a balancer within a host's own kernel, asked at LOCAL_IN behind the filters and at LOCAL_OUT behind nat. */
export interface Director {
  /** Asked for a connection's first packet. Null: it is for nobody's virtual service. */
  schedule(packet: Readonly<Packet>, connection: TrackedState): DirectorDecision | null;
}

/** `unreachable`: a virtual service without a real server answers with ICMP port unreachable (ip_vs_leave). */
export type DirectorDecision =
  | Exclude<BalancerDecision, { refuse: string }>
  | { readonly refuse: 'unreachable' | 'drop'; readonly rule: string; readonly origin?: RuleOrigin };

export function directHere(
  passage: Passage,
  packet: Packet,
  connection: TrackedState,
  releases: (() => void)[],
): WalkEnd | null {
  const { director } = passage.host;
  if (!director || passage.isReply) return null;
  const { protocol, destination: address, destinationPort: port } = packet;
  if (passage.entry?.directed && passage.entry.confirmed) {
    if (passage.hook) passage.hook.virtualService = { protocol, address, port };
    repeatRewrite(passage, packet, 'destination');
    return null;
  }
  if (passage.entry?.confirmed) return null;
  const decision = director.schedule(packet, connection);
  if (!decision) return null;
  if ('refuse' in decision) {
    const { rule, origin } = decision;
    const words = { rule, table: 'ipvs', ...(origin && { origin }) };
    if (decision.refuse === 'drop') return endHere(passage, 'dropped', { kind: 'DROP', ...words });
    const problem = { type: DESTINATION_UNREACHABLE, code: PORT_UNREACHABLE };
    return endWithError(passage, packet, problem, { kind: 'REJECT', ...words });
  }
  if (decision.release) releases.push(decision.release);
  passage.entry ??= new ConntrackEntry(packet, connection);
  passage.entry.directed = true;
  if (passage.hook) passage.hook.virtualService = { protocol, address, port };
  balanceDestination(passage, packet, decision, 'ipvs');
  return null;
}
