import type { Crossing } from './connection-record.ts';
import type { PortListener } from './listener-table.ts';
import type { Verdict } from './netfilter/evaluate-chain.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { RejectWith } from './netfilter/rule-spec.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { BoundUdpSocket } from './udp-sockets.ts';

/** What became of a SYN or a datagram. `icmp`: an error goes back to the sender; `unresolved`: nobody answers ARP, so one will after a while. */
export type WalkEnd =
  | { readonly kind: 'delivered'; readonly host: NetworkHost; readonly listener: PortListener }
  | { readonly kind: 'received'; readonly host: NetworkHost; readonly socket: BoundUdpSocket }
  | { readonly kind: 'refused' | 'dropped'; readonly host: NetworkHost }
  | { readonly kind: 'unresolved'; readonly host: NetworkHost }
  | { readonly kind: 'icmp'; readonly host: NetworkHost; readonly code: IcmpCode };

export type IcmpCode = 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ENETUNREACH';

export type TerminalVerdict = NonNullable<Crossing['verdict']>;

/** What a client reads in errno for each kind of REJECT (icmp_err_convert in net/ipv4/icmp.c). */
const REJECT_CODES: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, IcmpCode>> = {
  'icmp-port-unreachable': 'ECONNREFUSED',
  'icmp-proto-unreachable': 'ECONNREFUSED',
  'icmp-host-unreachable': 'EHOSTUNREACH',
  'icmp-host-prohibited': 'EHOSTUNREACH',
  'icmp-admin-prohibited': 'EHOSTUNREACH',
  'icmp-net-unreachable': 'ENETUNREACH',
  'icmp-net-prohibited': 'ENETUNREACH',
};

export const TABLE_FULL: TerminalVerdict = { kind: 'DROP', rule: 'nf_conntrack: table full, dropping packet' };

/** How a record tells of the rule (or the chain's policy) that ended a packet. */
export function describeVerdict(table: TableName, hookName: HookName, verdict: Verdict): TerminalVerdict {
  const chain = verdict.rule?.chain.name ?? hookName;
  return {
    kind: verdict.kind === 'REJECT' ? 'REJECT' : 'DROP',
    rule: verdict.rule?.line ?? `:${chain} DROP`,
    table,
    chain,
    ...(verdict.origin && { origin: verdict.origin }),
  };
}

/** What a REJECT sends back: a TCP reset, or the errno its ICMP error becomes. Null for any other rule. */
export function rejection({ rule }: Verdict): 'reset' | IcmpCode | null {
  const target = rule?.spec.target;
  if (target?.kind !== 'REJECT') return null;
  return target.with === 'tcp-reset' ? 'reset' : REJECT_CODES[target.with];
}
