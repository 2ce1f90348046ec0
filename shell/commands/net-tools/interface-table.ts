import type { InterfaceInfo } from '../../../cluster/machinery/machine.ts';
import { broadcastOf, netmask, splitPrefix } from './addresses.ts';

const COLUMNS = 'RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';

/** In the order net-tools sorts them, by name; those that are up, or all. */
export function sortedInterfaces(interfaces: readonly InterfaceInfo[], all: boolean): InterfaceInfo[] {
  return interfaces
    .filter(({ up }) => all || up)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** `ifconfig -s`; `netstat -i` has one column wider. */
export function interfaceTable(interfaces: readonly InterfaceInfo[], by: 'ifconfig' | 'netstat'): string {
  const head = by === 'netstat' ? `Kernel Interface table\nIface             MTU    ` : 'Iface      MTU    ';
  return `${head}${COLUMNS}\n${interfaces.map(row).join('')}`;
}

function row({ name, mtu, counters, ...item }: InterfaceInfo): string {
  const letters = `${item.kind === 'loopback' ? 'L' : 'BM'}${item.up ? 'RU' : ''}`;
  const count = (packets: number) => String(packets).padStart(8);
  const sent = `${count(counters.sentPackets)}      0      0      0 ${letters}`;
  return `${name.padEnd(15)} ${String(mtu).padStart(5)} ${count(counters.receivedPackets)}      0      0 0      ${sent}\n`;
}

/** What `ifconfig` says of one interface, with the empty line after it. */
export function interfaceDetails(item: InterfaceInfo): string {
  const loopback = item.kind === 'loopback';
  const names = loopback ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  if (item.up) names.push('UP', 'RUNNING');
  const shown = FLAGS.filter(([name]) => names.includes(name));
  const flags = shown.reduce((sum, [, bit]) => sum + bit, 0);
  const { receivedBytes, receivedPackets, sentBytes, sentPackets } = item.counters;
  const queue = queueLength(item);
  const link = loopback
    ? `loop  txqueuelen ${queue}  (Local Loopback)`
    : `ether ${item.mac}  txqueuelen ${queue}  (Ethernet)`;
  const lines = [
    ...item.addresses.slice(0, 1).map((address) => inetLine(address, loopback)),
    link,
    `RX packets ${receivedPackets}  bytes ${receivedBytes} (${humanBytes(receivedBytes)})`,
    'RX errors 0  dropped 0  overruns 0  frame 0',
    `TX packets ${sentPackets}  bytes ${sentBytes} (${humanBytes(sentBytes)})`,
    'TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0',
  ];
  const head = `${item.name}: flags=${flags}<${shown.map(([name]) => name).join(',')}>  mtu ${item.mtu}\n`;
  return `${head}${lines.map((line) => `        ${line}\n`).join('')}\n`;
}

/** netdevice(7), in the order ifconfig names them. */
const FLAGS: readonly (readonly [string, number])[] = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['LOOPBACK', 8],
  ['RUNNING', 64],
  ['MULTICAST', 4096],
];

function inetLine(text: string, loopback: boolean): string {
  const { address, bits } = splitPrefix(text);
  const broadcast = bits === 32 ? '0.0.0.0' : broadcastOf(address, bits);
  return `inet ${address}  netmask ${netmask(bits)}${loopback ? '' : `  broadcast ${broadcast}`}`;
}

/** As the older ifconfig of busybox says it. */
export function busyboxInterface(item: InterfaceInfo): string {
  const loopback = item.kind === 'loopback';
  const { receivedBytes, receivedPackets, sentBytes, sentPackets } = item.counters;
  const link = loopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${item.mac.toUpperCase()}  `;
  const state = item.up ? 'UP ' : '';
  const running = item.up ? 'RUNNING ' : '';
  const kind = loopback ? `LOOPBACK ${running}` : `BROADCAST ${running}MULTICAST `;
  const inet = item.addresses.slice(0, 1).map((text) => {
    const { address, bits } = splitPrefix(text);
    const broadcast = loopback ? '' : `  Bcast:${bits === 32 ? '0.0.0.0' : broadcastOf(address, bits)}`;
    return `inet addr:${address}${broadcast}  Mask:${netmask(bits)}`;
  });
  const [first, ...lines] = [
    `${item.name.padEnd(9)} Link encap:${link}`,
    ...inet,
    `${state}${kind} MTU:${item.mtu}  Metric:1`,
    `RX packets:${receivedPackets} errors:0 dropped:0 overruns:0 frame:0`,
    `TX packets:${sentPackets} errors:0 dropped:0 overruns:0 carrier:0`,
    `collisions:0 txqueuelen:${queueLength(item)} `,
    `RX bytes:${receivedBytes} (${humanBytes(receivedBytes)})  TX bytes:${sentBytes} (${humanBytes(sentBytes)})`,
  ];
  return `${first}\n${lines.map((line) => `          ${line}\n`).join('')}\n`;
}

/** Interfaces without a queue of their own have length 0. */
const queueLength = ({ kind }: InterfaceInfo): number => (kind === 'veth' || kind === 'vxlan' ? 0 : 1000);

const UNITS: readonly (readonly [string, number])[] = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
];

/** One decimal, cut off rather than rounded. */
function humanBytes(bytes: number): string {
  const [unit, size] = UNITS.find(([, limit]) => bytes > limit) ?? ['B', 1];
  const tenths = Math.floor((bytes * 10) / size);
  return `${Math.floor(tenths / 10)}.${tenths % 10} ${unit}`;
}
