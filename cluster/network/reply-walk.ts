import { formatAddress } from './address.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { HookName } from './netfilter/rule-table.ts';
import { HANDSHAKE_BYTES, type Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { describeVerdict } from './walk-end.ts';

/**
 * The SYN-ACK's way back, host by host as the SYN came. Connection tracking undoes each host's rewrites without asking
 * nat; the other tables are asked, and every host needs a route to where the packet goes. False when it does not arrive.
 */
export function walkReply(passages: readonly Passage[]): boolean {
  for (let index = passages.length - 1; index >= 0; index--) {
    const passage = passages[index]!;
    if (passage.entry) passage.entry.replied = true;
    const isServer = index === passages.length - 1;
    const isClient = index === 0;
    if (passage.hook && stoppedByRule(passage, isServer, isClient)) return false;
    if (!isClient && !hasRouteBack(passage)) return false;
    countReply(passage);
  }
  return true;
}

function hasRouteBack(passage: Passage): boolean {
  const { host, receivedSource } = passage;
  if (host.isLocal(receivedSource) || host.routing.lookup(receivedSource)) return true;
  passage.crossing.verdict = { kind: 'no-route', rule: `no route to ${formatAddress(receivedSource)}` };
  return false;
}

function stoppedByRule(passage: Passage, isServer: boolean, isClient: boolean): boolean {
  const inName = passage.outDevice?.name ?? 'lo';
  const outName = passage.inDevice?.name ?? 'lo';
  const stopped = (tables: readonly TableName[], hookName: HookName, into: string, out: string) =>
    tables.some((table) => stops(passage, table, hookName, into, out));
  if (isServer) {
    if (stopped(['raw', 'mangle', 'filter'], 'OUTPUT', '', outName)) return true;
    if (!isClient) return stopped(['mangle'], 'POSTROUTING', '', outName);
  }
  if (stopped(['raw', 'mangle'], 'PREROUTING', inName, '')) return true;
  if (isClient) return stopped(['mangle', 'filter'], 'INPUT', inName, '');
  return stopped(['mangle', 'filter'], 'FORWARD', inName, outName) || stopped(['mangle'], 'POSTROUTING', '', outName);
}

function stops(passage: Passage, table: TableName, hookName: HookName, into: string, out: string): boolean {
  const { entry, host } = passage;
  const packet: Packet = {
    protocol: 'tcp',
    source: passage.sentDestination,
    sourcePort: passage.sentDestinationPort,
    destination: passage.receivedSource,
    destinationPort: passage.receivedSourcePort,
    mark: 0,
    ttl: 64,
    length: HANDSHAKE_BYTES,
  };
  const reply = host.netfilter.hookPacket(packet, into, out);
  reply.state = 'ESTABLISHED';
  reply.destinationRewritten = entry?.destinationRewritten ?? false;
  reply.sourceRewritten = entry?.sourceRewritten ?? false;
  const verdict = host.netfilter.evaluate(table, hookName, reply, { origin: undefined });
  if (!verdict) return false;
  passage.crossing.verdict = describeVerdict(table, hookName, verdict);
  return true;
}

function countReply({ inDevice, outDevice }: Passage): void {
  if (outDevice) {
    outDevice.receivedPackets++;
    outDevice.receivedBytes += HANDSHAKE_BYTES;
  }
  if (inDevice) {
    inDevice.sentPackets++;
    inDevice.sentBytes += HANDSHAKE_BYTES;
  }
}
