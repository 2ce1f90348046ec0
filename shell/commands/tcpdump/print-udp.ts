import { foldedSum, hex, type PacketBytes, type PrintState, rightSum, Truncated } from './dissection.ts';
import { printDns } from './print-dns.ts';
import type { IpHead } from './print-ip.ts';

const DOMAIN = 53;
const VXLAN = 4789;
/** Linux' first VXLAN port, which is OTV's. */
const OTV = 8472;

/** RFC 768. */
export function printUdp(state: PrintState, head: IpHead, datagram: PacketBytes): string {
  const { quiet, portName } = state.options;
  if (!datagram.has(0, 4)) return `${head.source} > ${head.destination}:  [|udp]`;
  const [from, to] = [datagram.word(0), datagram.word(2)];
  const both = `${head.source}.${portName(from, 'udp')} > ${head.destination}.${portName(to, 'udp')}: `;
  if (!datagram.has(0, 8)) return `${both} [|udp]`;
  const length = Math.min(datagram.word(4), datagram.length);
  const payload = datagram.from(8, Math.max(0, length - 8));
  if (quiet) return `${both}UDP, length ${payload.length}`;
  const sum = checksum(state, head, datagram, length);
  const isPort = (port: number) => from === port || to === port;
  if (isPort(DOMAIN)) return both + sum + printDns(state, payload);
  if (isPort(OTV)) return both + sum + printOtv(state, payload);
  if (isPort(VXLAN)) return both + sum + printVxlan(state, payload);
  return `${both}${sum}UDP, length ${payload.length}`;
}

function checksum(
  { options: { verbose, unchecked } }: PrintState,
  head: IpHead,
  datagram: PacketBytes,
  length: number,
): string {
  if (verbose < 2 || unchecked || head.isFragment) return '';
  const found = datagram.word(6);
  if (found === 0) return '[no cksum] ';
  if (!datagram.has(0, length)) return '';
  const sum = foldedSum(datagram.bytes.subarray(0, length), head.pseudoSum + length);
  return sum === 0 ? '[udp sum ok] ' : `[bad udp cksum 0x${hex(found, 4)} -> 0x${hex(rightSum(found, sum), 4)}!] `;
}

function printOtv(state: PrintState, payload: PacketBytes): string {
  if (payload.length < 8) return `OTV, [length ${payload.length} < 8] (invalid)`;
  const flags = payload.byte(0);
  const head = `OTV, flags [${flags & 8 ? 'I' : '.'}] (0x${hex(flags, 2)}), overlay ${payload.three(1)}, instance ${payload.three(4)}`;
  return `${head}\n${inner(state, payload)}`;
}

function printVxlan(state: PrintState, payload: PacketBytes): string {
  if (payload.length < 8) return `VXLAN, [length ${payload.length} < 8] (invalid)`;
  const flags = payload.byte(0);
  const head = `VXLAN, flags [${flags & 8 ? 'I' : '.'}] (0x${hex(flags, 2)}), vni ${payload.three(4)}`;
  return `${head}\n${inner(state, payload)}`;
}

function inner(state: PrintState, payload: PacketBytes): string {
  try {
    return state.inner.ethernet(state, payload.from(8));
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    return '[|ether]';
  }
}
