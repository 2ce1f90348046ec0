import type { Random } from '../../machinery/random.ts';
import type { Address } from '../address.ts';
import type { IpSet } from '../ipset/ip-set.ts';
import type { Packet } from '../packet.ts';

/** What a rule can look at: the packet at one hook of one host. */
export interface HookPacket {
  packet: Packet;
  /** Interface names; '' where the hook has none. */
  inInterface: string;
  outInterface: string;
  /** conntrack's view of the packet's connection. */
  state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';
  destinationRewritten: boolean;
  sourceRewritten: boolean;
  /** The host's IPVS has scheduled its connection: what it was for. */
  virtualService?: { readonly protocol: string; readonly address: Address; readonly port: number };
  readonly surroundings: Surroundings;
}

/** The host a rule is evaluated on. */
export interface Surroundings {
  isLocal(address: Address): boolean;
  readonly random: Random;
  nowMs(): number;
  /** Of a device, by name. */
  mtu(device: string): number | undefined;
  /** Rules have changed. */
  changed(): void;
  /** The lists of `-m recent`, by name: address → last seen (ms). */
  recentList(name: string): Map<Address, number>;
  /** The host's set with this name (ipset). */
  setNamed(name: string): IpSet | undefined;
}

/** `memory` is the rule's own, one a host (`statistic --mode nth`). */
export type MatchTest = (hook: HookPacket, memory: RuleMemory) => boolean;

export interface RuleMemory {
  count: number;
}

export type RejectWith =
  | 'icmp-port-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-net-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'tcp-reset';

export type TargetSpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'ACCEPT' | 'DROP' | 'RETURN' | 'LOG' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'REJECT'; readonly with: RejectWith }
  | { readonly kind: 'MARK'; readonly value: number; readonly mask: number }
  | {
      readonly kind: 'DNAT' | 'SNAT';
      readonly address: Address | undefined;
      readonly ports: PortRange | undefined;
      readonly random: boolean;
    }
  /** `mss` null: what the way to the destination takes. */
  | { readonly kind: 'TCPMSS'; readonly mss: number | null }
  | { readonly kind: 'MASQUERADE'; readonly ports: PortRange | undefined; readonly random: boolean };

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** A rule's meaning: parsed and compiled once a text, shared by every host that has it. */
export interface RuleSpec {
  /** As iptables-save prints it, without `-A CHAIN`. */
  readonly text: string;
  readonly tests: readonly MatchTest[];
  readonly target: TargetSpec;
  /** Asks for a connection's state: a host with such a rule tracks connections. */
  readonly tracks: boolean;
}

/** What the iptables command says about a rule or a change it cannot take. */
export class NetfilterError extends Error {}
