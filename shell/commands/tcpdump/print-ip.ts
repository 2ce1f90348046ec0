import { foldedSum, orTruncated, PacketBytes, type PrintState, rightSum, Truncated } from './dissection.ts';
import { printIcmp } from './print-icmp.ts';
import { printTcp } from './print-tcp.ts';
import { printUdp } from './print-udp.ts';

const ICMP = 1;
const IGMP = 2;
const TCP = 6;
const UDP = 17;
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  89: 'OSPF',
  112: 'VRRP',
  132: 'SCTP',
};
const CONGESTION = ['', ',ECT(1)', ',ECT(0)', ',CE'];
const FRAGMENT_FLAGS: readonly (readonly [number, string])[] = [
  [0x2000, '+'],
  [0x4000, 'DF'],
  [0x8000, 'rsvd'],
];

/** What the transport layer needs of IP's header. */
export interface IpHead {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly isFragment: boolean;
  /** Sum of the pseudo header without the length. */
  readonly pseudoSum: number;
}

/** RFC 791. Without `IP `, which the layer below prints. */
export function printIp(state: PrintState, packet: PacketBytes): string {
  const { verbose, hostName } = state.options;
  if (!packet.has(0, 20)) throw new Truncated();
  const headerLength = (packet.byte(0) & 15) * 4;
  if (headerLength < 20) return `bad-hlen ${headerLength}`;
  const total = packet.word(2);
  const missing = packet.length < total ? `truncated-ip - ${total - packet.length} bytes missing! ` : '';
  const fragment = packet.word(6);
  const offset = (fragment & 0x1fff) * 8;
  const protocol = packet.byte(9);
  const head: IpHead = {
    source: hostName(packet.address(12)),
    destination: hostName(packet.address(16)),
    protocol,
    isFragment: (fragment & 0x3fff) !== 0,
    pseudoSum: packet.word(12) + packet.word(14) + packet.word(16) + packet.word(18) + protocol,
  };
  const details = verbose > 0 ? `${printHeader(state, packet, headerLength)}\n    ` : '';
  const length = Math.max(0, total - headerLength);
  const body = new PacketBytes(packet.bytes.subarray(headerLength, headerLength + length), length);
  return `${missing}${details}${printTransport(state, head, body, offset)}`;
}

function printHeader({ options }: PrintState, packet: PacketBytes, headerLength: number): string {
  const service = packet.byte(1);
  const ttl = packet.byte(8);
  const fragment = packet.word(6);
  const protocol = packet.byte(9);
  const flags = FRAGMENT_FLAGS.flatMap(([bit, name]) => (fragment & bit ? [name] : [])).join(', ') || 'none';
  const parts = [
    `(tos 0x${service.toString(16)}${CONGESTION[service & 3]}`,
    ...(ttl > 0 ? [`ttl ${ttl}`] : []),
    `id ${packet.word(4)}`,
    `offset ${(fragment & 0x1fff) * 8}`,
    `flags [${flags}]`,
    `proto ${PROTOCOLS[protocol] ?? 'unknown'} (${protocol})`,
    `length ${packet.word(2)}`,
  ];
  if (headerLength > 20) parts.push(`options (${optionNames(packet, headerLength)})`);
  if (!options.unchecked && packet.has(0, headerLength)) {
    const sum = foldedSum(packet.bytes.subarray(0, headerLength));
    const found = packet.word(10);
    if (sum !== 0) parts.push(`bad cksum ${found.toString(16)} (->${rightSum(found, sum).toString(16)})!`);
  }
  return `${parts.join(', ')})`;
}

const OPTION_NAMES: Readonly<Record<number, string>> = {
  0: 'EOL',
  1: 'NOP',
  7: 'RR',
  68: 'timestamp',
  131: 'LSRR',
  137: 'SSRR',
  148: 'RA',
};

function optionNames(packet: PacketBytes, end: number): string {
  const names: string[] = [];
  for (let at = 20; at < end; ) {
    const kind = packet.byte(at);
    names.push(OPTION_NAMES[kind] ?? `unknown ${kind}`);
    if (kind === 0) break;
    at += kind === 1 ? 1 : Math.max(2, packet.byte(at + 1));
  }
  return names.join(',');
}

function printTransport(state: PrintState, head: IpHead, body: PacketBytes, offset: number): string {
  const { source, destination, protocol } = head;
  const name = PROTOCOLS[protocol];
  if (offset > 0)
    return `${source} > ${destination}: ${name && !state.options.numeric ? name.toLowerCase() : `ip-proto-${protocol}`}`;
  if (protocol === TCP) return printTcp(state, head, body);
  if (protocol === UDP) return printUdp(state, head, body);
  const both = `${source} > ${destination}: `;
  if (protocol === ICMP) return both + orTruncated('icmp', () => printIcmp(state, head, body));
  return `${both}${name && protocol !== IGMP ? name : ` ip-proto-${protocol}`} ${body.length}`;
}
