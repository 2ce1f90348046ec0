import { formatAddress } from './address.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { describeVerdict } from './walk-end.ts';

/**
 * The way back of a SYN-ACK or of an answering datagram, host by host as the first packet came. Connection tracking undoes each host's rewrites without asking
 * nat; the other tables are asked, and every host needs a route to where the packet goes. False when it does not arrive.
 */
export function walkReply(passages: readonly Passage[], protocol: 'tcp' | 'udp', bytes: number): boolean {
  for (let index = passages.length - 1; index >= 0; index--) {
    const passage = passages[index]!;
    if (passage.entry) passage.entry.replied = true;
    const isServer = index === passages.length - 1;
    const isClient = index === 0;
    if (passage.hook && stoppedByRule(passage, { protocol, bytes, isServer, isClient })) return false;
    if (!isClient && !hasRouteBack(passage)) return false;
    countReply(passage, bytes);
  }
  return true;
}

function hasRouteBack(passage: Passage): boolean {
  const { host, receivedSource } = passage;
  if (host.isLocal(receivedSource) || host.routing.lookup(receivedSource)) return true;
  passage.crossing.verdict = { kind: 'no-route', rule: `no route to ${formatAddress(receivedSource)}` };
  return false;
}

interface Reply {
  readonly protocol: 'tcp' | 'udp';
  readonly bytes: number;
  /** Where in its way back it is. */
  readonly isServer: boolean;
  readonly isClient: boolean;
}

function stoppedByRule(passage: Passage, reply: Reply): boolean {
  const { isServer, isClient } = reply;
  const inName = passage.outDevice?.name ?? 'lo';
  const outName = passage.inDevice?.name ?? 'lo';
  const stopped = (tables: readonly TableName[], hookName: HookName, into: string, out: string) =>
    tables.some((table) => stops(passage, reply, table, hookName, into, out));
  if (isServer) {
    if (stopped(['raw', 'mangle', 'filter'], 'OUTPUT', '', outName)) return true;
    if (!isClient) return stopped(['mangle'], 'POSTROUTING', '', outName);
  }
  if (stopped(['raw', 'mangle'], 'PREROUTING', inName, '')) return true;
  if (isClient) return stopped(['mangle', 'filter'], 'INPUT', inName, '');
  return stopped(['mangle', 'filter'], 'FORWARD', inName, outName) || stopped(['mangle'], 'POSTROUTING', '', outName);
}

function stops(
  passage: Passage,
  { protocol, bytes }: Reply,
  table: TableName,
  hookName: HookName,
  into: string,
  out: string,
): boolean {
  const { entry, host } = passage;
  const packet: Packet = {
    protocol,
    source: passage.sentDestination,
    sourcePort: passage.sentDestinationPort,
    destination: passage.receivedSource,
    destinationPort: passage.receivedSourcePort,
    mark: 0,
    ttl: 64,
    length: bytes,
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

function countReply({ inDevice, outDevice }: Passage, bytes: number): void {
  if (outDevice) {
    outDevice.receivedPackets++;
    outDevice.receivedBytes += bytes;
  }
  if (inDevice) {
    inDevice.sentPackets++;
    inDevice.sentBytes += bytes;
  }
}
