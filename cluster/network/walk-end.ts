import type { Crossing } from './connection-record.ts';
import {
  ADMINISTRATIVELY_PROHIBITED,
  DESTINATION_UNREACHABLE,
  HOST_PROHIBITED,
  HOST_UNREACHABLE,
  type IcmpProblem,
  NET_PROHIBITED,
  NET_UNREACHABLE,
  PORT_UNREACHABLE,
  PROTOCOL_UNREACHABLE,
} from './icmp-message.ts';
import type { PortListener } from './listener-table.ts';
import type { Verdict } from './netfilter/evaluate-chain.ts';
import type { RejectWith } from './netfilter/rule-spec.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { BoundUdpSocket } from './udp-sockets.ts';

/**
 * What became of a packet. `delivered`: a SYN, to who listens; `continued`: to a socket of its connection; `icmp`: an error goes
 * back to the sender; `unresolved`: nobody answers ARP, so one will after a while.
 */
export type WalkEnd =
  | { readonly kind: 'delivered'; readonly host: NetworkHost; readonly listener: PortListener }
  | { readonly kind: 'continued'; readonly host: NetworkHost }
  | { readonly kind: 'received'; readonly host: NetworkHost; readonly socket: BoundUdpSocket }
  | { readonly kind: 'echoed'; readonly host: NetworkHost }
  | { readonly kind: 'refused' | 'dropped'; readonly host: NetworkHost }
  | { readonly kind: 'unresolved'; readonly host: NetworkHost }
  | { readonly kind: 'icmp'; readonly host: NetworkHost; readonly problem: IcmpProblem };

export type TerminalVerdict = NonNullable<Crossing['verdict']>;

/** The code of the error that each kind of REJECT sends. */
const REJECT_CODES: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, number>> = {
  'icmp-port-unreachable': PORT_UNREACHABLE,
  'icmp-proto-unreachable': PROTOCOL_UNREACHABLE,
  'icmp-host-unreachable': HOST_UNREACHABLE,
  'icmp-host-prohibited': HOST_PROHIBITED,
  'icmp-admin-prohibited': ADMINISTRATIVELY_PROHIBITED,
  'icmp-net-unreachable': NET_UNREACHABLE,
  'icmp-net-prohibited': NET_PROHIBITED,
};

export const TABLE_FULL: TerminalVerdict = { kind: 'DROP', rule: 'nf_conntrack: table full, dropping packet' };

/** How a record tells of the rule (or the chain's policy) that ended a packet. */
export function describeVerdict(table: string, hookName: HookName, verdict: Verdict): TerminalVerdict {
  const chain = verdict.rule?.chain.name ?? hookName;
  return {
    kind: verdict.kind === 'REJECT' ? 'REJECT' : 'DROP',
    rule: verdict.rule?.line ?? `:${chain} DROP`,
    table,
    chain,
    ...(verdict.origin && { origin: verdict.origin }),
  };
}

/** What a REJECT sends back: a TCP reset or an ICMP error. Null for any other rule. */
export function rejection({ rule }: Verdict): 'reset' | IcmpProblem | null {
  const target = rule?.spec.target;
  if (target?.kind !== 'REJECT') return null;
  if (target.with === 'tcp-reset') return 'reset';
  return { type: DESTINATION_UNREACHABLE, code: REJECT_CODES[target.with] };
}
