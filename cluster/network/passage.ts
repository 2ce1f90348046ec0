import type { Address } from './address.ts';
import type { AddressPair, Crossing, Rewrite } from './connection-record.ts';
import type { ConntrackEntry } from './conntrack.ts';
import type { HookPacket } from './netfilter/rule-spec.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';

/** A host that earlier packets of a connection passed, and what it knows of them. */
export interface KnownPassage {
  readonly host: NetworkHost;
  readonly entry: ConntrackEntry | null;
  readonly crossing?: Pick<Crossing, 'rewrites'>;
}

/** How far the outer packet got that was lost in a tunnel. */
export interface TunnelLoss {
  /** Links that it crossed. */
  readonly links: number;
  /** It was sent on to another one and did not come out. */
  readonly onLink: boolean;
}

/** What is needed of a packet's way through one host for its answers to come back the same way. */
export interface Passage {
  readonly host: NetworkHost;
  readonly inDevice: NetworkInterface | null;
  outDevice: NetworkInterface | null;
  /** Null where nothing is tracked: hosts without rules. */
  entry: ConntrackEntry | null;
  /** The packet goes the way of the entry's answers. */
  isReply: boolean;
  readonly hook: HookPacket | null;
  /** The rewrites of an earlier try, when connection tracking repeats them. */
  repeats: readonly Rewrite[] | undefined;
  /** Who the packet said it came from when it arrived: where the answer leaves to. */
  readonly receivedSource: Address;
  readonly receivedSourcePort: number;
  /** Where it was going when it arrived, or was made. */
  readonly receivedDestination: Address;
  /** It crosses a bridge of this host and is not routed. */
  readonly bridged: boolean;
  /** Where the packet went from here: who the answer will come from. */
  sentDestination: Address;
  sentDestinationPort: number;
  readonly crossing: CrossingDraft;
  tunnelLoss?: TunnelLoss;
  /** The host that the outer packet reached and that did not let it through. */
  tunnelEnd?: Crossing;
}

/** A crossing while the packet is still on its way through the host. */
export type CrossingDraft = {
  -readonly [Key in keyof Crossing]: Crossing[Key];
};

export const NO_REWRITES: readonly Rewrite[] = Object.freeze([]);

export function draftCrossing(host: NetworkHost, inDevice: NetworkInterface | null, pair: AddressPair): CrossingDraft {
  return {
    host: host.id,
    box: host.box,
    ...(inDevice && { inInterface: inDevice.name }),
    received: pair,
    sent: pair,
    rewrites: NO_REWRITES,
  };
}
