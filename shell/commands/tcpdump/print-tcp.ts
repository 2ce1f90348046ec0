import { foldedSum, hex, type PacketBytes, type PrintState, rightSum } from './dissection.ts';
import { printDns } from './print-dns.ts';
import type { IpHead } from './print-ip.ts';
import { printTextProtocol, textProtocolOf } from './print-text.ts';

const HEADER = 20;
const SYN = 2;
const FIN_SYN_RST = 7;
const RST = 4;
const ACK = 16;
const URG = 32;
const FLAGS = 'FSRP.UEW';

/** RFC 9293, options of RFC 2018 and RFC 7323. */
export function printTcp(state: PrintState, head: IpHead, segment: PacketBytes): string {
  const { quiet, verbose, portName } = state.options;
  if (!segment.has(0, 4)) return `${head.source} > ${head.destination}: [|tcp]`;
  const [sourcePort, destinationPort] = [segment.word(0), segment.word(2)];
  const both = `${head.source}.${portName(sourcePort, 'tcp')} > ${head.destination}.${portName(destinationPort, 'tcp')}: `;
  if (!segment.has(0, HEADER)) return `${both} [|tcp]`;
  const headerLength = (segment.byte(12) >> 4) * 4;
  if (headerLength < 20)
    return `${both} tcp ${segment.length - headerLength} [bad hdr length ${headerLength} - too short, < 20]`;
  const length = segment.length - headerLength;
  const tooLong = length < 0 ? ` [bad hdr length ${headerLength} - too long, > ${segment.length}]` : '';
  if (quiet) return `${both}tcp ${length >>> 0}${tooLong}`;
  const flags = segment.byte(13);
  const names = [...FLAGS].filter((_, bit) => flags & (1 << bit)).join('') || 'none';
  const { sequence, acknowledgement, acknowledged } = numbers(state, head, segment, flags);
  let text = `${both}Flags [${names}]`;
  if (tooLong) return text + tooLong;
  text += checksum(state, head, segment);
  if (verbose > 1 || length > 0 || flags & FIN_SYN_RST) {
    text += `, seq ${sequence}${length > 0 ? `:${(sequence + length) >>> 0}` : ''}`;
  }
  if (flags & ACK) text += `, ack ${acknowledgement}`;
  text += `, win ${segment.word(14)}`;
  if (flags & URG && segment.word(18)) text += `, urg ${segment.word(18)}`;
  if (headerLength > 20) text += `, options [${options(segment, headerLength, acknowledged)}`;
  if (text.endsWith('[|tcp]')) return text;
  text += `, length ${length}`;
  if (length === 0) return text;
  const payload = segment.from(headerLength);
  if (flags & RST && verbose > 0) return `${text} [RST${printable(payload)}]`;
  return text + printPayload(state, sourcePort, destinationPort, payload);
}

function numbers(state: PrintState, head: IpHead, segment: PacketBytes, flags: number) {
  const sequence = segment.long(4);
  const acknowledgement = segment.long(8);
  if (state.options.absolute || !(flags & ACK)) return { sequence, acknowledgement, acknowledged: 0 };
  const [from, to] = [segment.word(0), segment.word(2)];
  const reversed = from === to ? compareAddresses(head.source, head.destination) > 0 : from > to;
  const key = reversed
    ? `${head.destination} ${head.source} ${to} ${from}`
    : `${head.source} ${head.destination} ${from} ${to}`;
  const known = state.conversation(key);
  if (!known || flags & SYN) {
    const [first, second] = [sequence, (acknowledgement - 1) >>> 0];
    state.remember(
      key,
      reversed ? { sequence: second, acknowledgement: first } : { sequence: first, acknowledgement: second },
    );
    return { sequence, acknowledgement, acknowledged: (acknowledgement - 1) >>> 0 };
  }
  const own = reversed ? known.acknowledgement : known.sequence;
  const other = reversed ? known.sequence : known.acknowledgement;
  return {
    sequence: (sequence - own) >>> 0,
    acknowledgement: (acknowledgement - other) >>> 0,
    acknowledged: other,
  };
}

function compareAddresses(one: string, other: string): number {
  return one === other ? 0 : one > other ? 1 : -1;
}

function checksum({ options: { verbose, unchecked } }: PrintState, head: IpHead, segment: PacketBytes): string {
  if (verbose === 0 || unchecked || head.isFragment || !segment.has(0, segment.length)) return '';
  const sum = foldedSum(segment.bytes, head.pseudoSum + segment.length);
  const found = segment.word(16);
  const judged = sum === 0 ? 'correct' : `incorrect -> 0x${hex(rightSum(found, sum), 4)}`;
  return `, cksum 0x${hex(found, 4)} (${judged})`;
}

function cut(shown: readonly string[]): string {
  return `${shown.map((text) => `${text},`).join('')} [|tcp]`;
}

/** With the bracket behind them, unless they were cut. */
function options(segment: PacketBytes, end: number, acknowledged: number): string {
  const shown: string[] = [];
  for (let at = 20; at < end; ) {
    if (!segment.has(at, 1) || !segment.has(at, segment.byte(at) < 2 ? 1 : 2)) return cut(shown);
    const kind = segment.byte(at);
    const size = kind < 2 ? 1 : segment.byte(at + 1);
    if (size < 1 || at + size > end) {
      shown.push('[bad opt]');
      break;
    }
    if (!segment.has(at, size)) return cut(shown);
    shown.push(option(segment, kind, at, size, acknowledged));
    if (kind === 0) break;
    at += size;
  }
  return `${shown.join(',')}]`;
}

function option(segment: PacketBytes, kind: number, at: number, size: number, acknowledged: number): string {
  if (kind === 0) return 'eol';
  if (kind === 1) return 'nop';
  if (kind === 2) return `mss ${segment.word(at + 2)}`;
  if (kind === 3) return `wscale ${segment.byte(at + 2)}`;
  if (kind === 4) return 'sackOK';
  if (kind === 8) return `TS val ${segment.long(at + 2)} ecr ${segment.long(at + 6)}`;
  const data = Array.from({ length: size - 2 }, (_, index) => hex(segment.byte(at + 2 + index), 2)).join('');
  if (kind !== 5) return `unknown-${kind}${data ? ` 0x${data}` : ''}`;
  const blocks = (size - 2) / 8;
  const ranges = Array.from({ length: blocks }, (_, index) => {
    const start = at + 2 + index * 8;
    return `{${(segment.long(start) - acknowledged) >>> 0}:${(segment.long(start + 4) - acknowledged) >>> 0}}`;
  });
  return `sack ${blocks} ${ranges.join('')}`;
}

function printable(payload: PacketBytes): string {
  return ` ${Array.from(payload.bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}`;
}

const DOMAIN = 53;

function printPayload(state: PrintState, from: number, to: number, payload: PacketBytes): string {
  const protocol = textProtocolOf(from, to);
  const text = protocol && printTextProtocol(state, payload, protocol);
  if (protocol) return text ? `: ${text}` : '';
  if (from !== DOMAIN && to !== DOMAIN) return '';
  if (payload.length < 2) return '';
  // Over TCP a message has its length before it.
  const [prefix, length] = [payload.word(0), payload.length - 2];
  if (prefix !== length) return ` [prefix length(${prefix}) != length(${length})] (invalid)`;
  return ` ${printDns(state, payload.from(2))}`;
}
