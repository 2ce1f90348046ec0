import type { TableName } from './netfilter/netfilter.ts';
import type { HookPacket } from './netfilter/rule-spec.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { describeVerdict } from './walk-end.ts';

/** A packet that goes back through the hosts that its cause has passed: an answer or an error. */
export interface ReturningPacket {
  readonly bytes: number;
  stateAt(passage: Passage): HookPacket['state'];
  /** As it arrives at this host, or is made there. */
  packetAt(passage: Passage): Packet;
}

/** Where on its way back it is: the host that makes it, the one that it is for. */
export interface ReturnEnds {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The hooks of one host on the way back, all but nat. */
export function stoppedOnReturn(
  passage: Passage,
  returning: ReturningPacket,
  { isFirst, isLast }: ReturnEnds,
): boolean {
  const inName = passage.outDevice?.name ?? 'lo';
  const outName = passage.inDevice?.name ?? 'lo';
  const stopped = (tables: readonly TableName[], hookName: HookName, into: string, out: string) =>
    tables.some((table) => stops(passage, returning, table, hookName, into, out));
  if (isFirst) {
    if (stopped(['raw', 'mangle', 'filter'], 'OUTPUT', '', outName)) return true;
    if (!isLast) return stopped(['mangle'], 'POSTROUTING', '', outName);
  }
  if (stopped(['raw', 'mangle'], 'PREROUTING', inName, '')) return true;
  if (isLast) return stopped(['mangle', 'filter'], 'INPUT', inName, '');
  return stopped(['mangle', 'filter'], 'FORWARD', inName, outName) || stopped(['mangle'], 'POSTROUTING', '', outName);
}

function stops(
  passage: Passage,
  returning: ReturningPacket,
  table: TableName,
  hookName: HookName,
  into: string,
  out: string,
): boolean {
  const { entry, host } = passage;
  const hook = host.netfilter.hookPacket(returning.packetAt(passage), into, out);
  hook.state = returning.stateAt(passage);
  hook.destinationRewritten = entry?.destinationRewritten ?? false;
  hook.sourceRewritten = entry?.sourceRewritten ?? false;
  const verdict = host.netfilter.evaluate(table, hookName, hook, { origin: undefined });
  if (!verdict) return false;
  passage.crossing.verdict ??= describeVerdict(table, hookName, verdict);
  return true;
}

export function countReturned({ inDevice, outDevice }: Passage, bytes: number): void {
  if (outDevice) {
    outDevice.receivedPackets++;
    outDevice.receivedBytes += bytes;
  }
  if (inDevice) {
    inDevice.sentPackets++;
    inDevice.sentBytes += bytes;
  }
}
