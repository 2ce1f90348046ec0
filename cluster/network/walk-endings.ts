import { DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED, type IcmpProblem } from './icmp-message.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import type { TerminalVerdict, WalkEnd } from './walk-end.ts';

/** The packet ends on this host; its record says by which rule. */
export function endHere(
  passage: Passage,
  kind: 'refused' | 'dropped' | 'unresolved',
  verdict: TerminalVerdict,
): WalkEnd {
  passage.crossing.verdict = verdict;
  return { kind, host: passage.host };
}

/** An error goes back to the sender, as often as the host may send one. */
export function endWithError(
  passage: Passage,
  packet: Packet,
  problem: IcmpProblem,
  verdict: TerminalVerdict,
): WalkEnd {
  passage.crossing.verdict = verdict;
  // The error quotes the packet as it is now.
  passage.sentDestination = packet.destination;
  const { host } = passage;
  // Errors to the host itself and those that discover a path's MTU are not limited (icmpv4_xrlim_allow, icmpv4_global_allow).
  const isFree =
    passage.inDevice === null || (problem.type === DESTINATION_UNREACHABLE && problem.code === FRAGMENTATION_NEEDED);
  if (!isFree && !packet.rehearsal && !host.icmpLimit.allow(packet.source, host.network.clock.now()))
    return { kind: 'dropped', host };
  return { kind: 'icmp', host, problem };
}

export function unreachable(rule: string): TerminalVerdict {
  return { kind: 'unreachable', rule };
}

/** Nobody is told: the network between two hosts takes fewer bytes than their devices say. */
export function tooLong(limit: number): string {
  return `the network carries at most ${limit} bytes`;
}
