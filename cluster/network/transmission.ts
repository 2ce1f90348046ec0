import { type Address, formatAddress } from './address.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import type { Way } from './packet-hooks.ts';
import { draftCrossing, type Passage } from './passage.ts';
import { carryThroughTunnel } from './tunnel.ts';
import type { WalkEnd } from './walk-end.ts';
import { endHere, tooLong, unreachable } from './walk-endings.ts';

export interface Arrival {
  readonly host: NetworkHost;
  readonly device: NetworkInterface;
  /** From one port of a bridge to another: the host that has the bridge is no hop. */
  readonly bridged?: boolean;
}

/** Out of a device, over its link or tunnel, and in at the next host. */
export function transmit(
  passage: Passage,
  packet: Packet,
  { device, nextHop, receiver }: Way,
  nowMs: number,
): Arrival | WalkEnd {
  passage.outDevice = device;
  passage.crossing.outInterface = device.name;
  if (!packet.rehearsal) {
    device.sentPackets++;
    device.sentBytes += packet.length;
  }
  if (device.vxlan) {
    const carried = carryThroughTunnel(device, nextHop, packet, passage.crossing);
    if (carried.kind === 'arrived') return { host: carried.device.host, device: carried.device };
    if (carried.kind === 'lost') {
      passage.tunnelLoss = carried.loss;
      const { host, verdict } = carried;
      if (host === passage.host) return endHere(passage, 'dropped', verdict);
      const { tunnel } = passage.crossing;
      passage.tunnelEnd = { ...draftCrossing(host, carried.inDevice, tunnel ?? passage.crossing.sent), verdict };
      return { kind: 'dropped', host };
    }
    return unresolved(passage, nextHop, device);
  }
  const { host } = passage;
  const owner = receiver?.up && receiver.segment === device.segment ? receiver : device.segment?.owner(nextHop);
  const asks = !packet.rehearsal && host.arp.note(nextHop, device, owner ?? null, nowMs);
  if (asks) host.network.captures?.askNeighbour(device, nextHop, owner ?? null);
  if (!owner) return unresolved(passage, nextHop, device);
  const limit = device.segment?.limitBetween(device, owner) ?? packet.length;
  if (packet.length > limit) return endHere(passage, 'dropped', { kind: 'DROP', rule: tooLong(limit) });
  const bridge = device.segment?.bridge;
  // From one port of a bridge to another: through the host that has the bridge.
  if (bridge && bridge !== device && owner !== bridge) return { host: bridge.host, device: bridge, bridged: true };
  return { host: owner.host, device: owner };
}

function unresolved(passage: Passage, nextHop: Address, device: NetworkInterface): WalkEnd {
  const rule = `no answer to ARP for ${formatAddress(nextHop)} on ${device.name}`;
  return endHere(passage, 'unresolved', unreachable(rule));
}
