import { hex, orTruncated, type PacketBytes, type PrintState, Truncated } from './dissection.ts';
import { macName } from './mac-name.ts';
import { printArp } from './print-arp.ts';
import { printIp } from './print-ip.ts';

export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_LINUX_SLL2 = 276;

/** Bytes before the network layer, which `-x`, `-X` and `-A` leave out. */
export const LINK_HEADERS: Readonly<Record<number, number>> = { [LINKTYPE_ETHERNET]: 14, [LINKTYPE_LINUX_SLL2]: 20 };

const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  34525: 'IPv6',
  33024: '802.1Q',
  35020: 'LLDP',
};
const PACKET_TYPES = ['In', 'B', 'M', 'P', 'Out'];
const LARGEST_LENGTH = 1_500;

/** One packet, without its time and without a newline at the end. */
export function printPacket(state: PrintState, linkType: number, packet: PacketBytes): string {
  try {
    return linkType === LINKTYPE_LINUX_SLL2 ? printCooked(state, packet) : printEthernet(state, packet);
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    return `[|${linkType === LINKTYPE_LINUX_SLL2 ? 'sll2' : 'ether'}]`;
  }
}

export function printEthernet(state: PrintState, packet: PacketBytes): string {
  const { link, quiet } = state.options;
  const type = packet.word(12);
  const payload = packet.from(14);
  if (type <= LARGEST_LENGTH) return `${macs(state, packet)}, 802.3, length ${type}: `;
  const head = link ? `${macs(state, packet)}, ${etherTypeText(type, quiet)}, length ${packet.length}: ` : '';
  const body = printNetwork(state, type, payload);
  if (body !== null) return head + body;
  const shown = link ? '' : `${macs(state, packet)}, ${etherTypeText(type, quiet)}, length ${packet.length}: `;
  return `${head}${shown}${dump(payload, state)}`;
}

function printCooked(state: PrintState, packet: PacketBytes): string {
  const { link, quiet, interfaceName } = state.options;
  const type = packet.word(0);
  const index = packet.long(4);
  const direction = PACKET_TYPES[packet.byte(10)] ?? '?';
  const name = ETHERTYPE_NAMES[type] ?? 'Unknown';
  const ethertype = `ethertype ${name} (0x${hex(type, 4)}), length ${packet.length}: `;
  const hardware = packet.byte(11) === 6 ? `${macName(state, packet.mac(12))} ` : '';
  const verbose = `ifindex ${index} ${hardware}${quiet ? '' : ethertype}`;
  const head = `${interfaceName(index).padEnd(5)} ${direction.padEnd(3)} ${link ? verbose : ''}`;
  const body = printNetwork(state, type, packet.from(20));
  if (body !== null) return head + body;
  return `${head}${link ? '' : verbose}${dump(packet.from(20), state)}`;
}

/** Null for protocols that nobody here speaks. */
function printNetwork(state: PrintState, type: number, payload: PacketBytes): string | null {
  const { link } = state.options;
  if (type === 0x0800) {
    const name = link || payload.bytes.length === 0 ? '' : 'IP ';
    return name + orTruncated('ip', () => printIp(state, payload));
  }
  if (type === 0x0806) return (link ? '' : 'ARP, ') + orTruncated('arp', () => printArp(state, payload));
  return null;
}

function macs(state: PrintState, packet: PacketBytes): string {
  return `${macName(state, packet.mac(6))} > ${macName(state, packet.mac(0))}`;
}

/** What nobody understands is shown in hexadecimal, unless it is shown anyway. */
function dump(payload: PacketBytes, { options }: PrintState): string {
  return options.dumps && !options.quiet ? `\n${hexLines(payload.bytes, true)}` : '';
}

/** ` ethertype IPv4 (0x0800)`; with -q the name alone. */
function etherTypeText(type: number, quiet: boolean): string {
  const name = ETHERTYPE_NAMES[type];
  if (quiet) return name ?? `Unknown Ethertype (0x${hex(type, 4)})`;
  return `ethertype ${name ?? 'Unknown'} (0x${hex(type, 4)})`;
}

/** `-x` and `-X`: lines of 16 bytes. */
export function hexLines(bytes: Uint8Array, withText: boolean): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    let groups = '';
    for (let index = 0; index < row.length; index += 2) {
      const second = row[index + 1];
      groups += ` ${hex(row[index]!, 2)}${second === undefined ? '' : hex(second, 2)}`;
    }
    const text = withText
      ? `  ${Array.from(row, (byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}`
      : '';
    lines.push(`\t0x${hex(at, 4)}: ${withText ? groups.padEnd(40) : groups}${text}`);
  }
  return lines.join('\n');
}

/** `-A`: text, a carriage return before a newline left out. */
export function asciiLines(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 13 && bytes[at + 1] === 10) continue;
    text += byte === 9 || byte === 10 || (byte >= 32 && byte < 127) ? String.fromCharCode(byte) : '.';
  }
  return text;
}
