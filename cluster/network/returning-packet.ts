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
  const stopped = (hookName: HookName, into: string, out: string) => stops(passage, returning, hookName, into, out);
  if (isFirst) {
    if (stopped('OUTPUT', '', outName)) return true;
    if (!isLast) return stopped('POSTROUTING', '', outName);
  }
  if (stopped('PREROUTING', inName, '')) return true;
  if (isLast) return stopped('INPUT', inName, '');
  return stopped('FORWARD', inName, outName) || stopped('POSTROUTING', '', outName);
}

function stops(passage: Passage, returning: ReturningPacket, hookName: HookName, into: string, out: string): boolean {
  const { entry, host } = passage;
  const hook = host.netfilter.hookPacket(returning.packetAt(passage), into, out);
  hook.state = returning.stateAt(passage);
  hook.destinationRewritten = entry?.destinationRewritten ?? false;
  hook.sourceRewritten = entry?.sourceRewritten ?? false;
  const found = host.hooks.filter(
    hookName,
    hook,
    { origin: undefined },
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  );
  if (!found) return false;
  passage.crossing.verdict ??= describeVerdict(found.table, hookName, found.verdict);
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
