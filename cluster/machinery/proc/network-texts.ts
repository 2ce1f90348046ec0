import type { InterfaceInfo, Machine, SocketInfo } from '../machine.ts';
import { inodeOf } from './proc-node.ts';

const DEVICE_HEADER = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

/** /proc/net/dev */
export function devicesText({ network }: Machine): string {
  const line = ({ name, counters }: InterfaceInfo) => {
    const { receivedBytes, receivedPackets, sentBytes, sentPackets } = counters;
    const half = (bytes: number, packets: number) => `${String(bytes).padStart(7)} ${String(packets).padStart(7)}`;
    return `${name.padStart(6)}: ${half(receivedBytes, receivedPackets)}    0    0    0     0          0         0 ${String(sentBytes).padStart(8)} ${String(sentPackets).padStart(7)}    0    0    0     0       0          0\n`;
  };
  return DEVICE_HEADER + network.interfaces().map(line).join('');
}

/** An address as the kernel holds it in memory: little-endian. */
function reversed(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** /proc/net/route */
export function routesText({ network }: Machine): string {
  const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const lines = network.routes().map(({ destination, via, device }) => {
    const [address = '0.0.0.0', length = '32'] = destination === 'default' ? ['0.0.0.0', '0'] : destination.split('/');
    const bits = Number(length) === 0 ? 0 : (0xffffffff << (32 - Number(length))) >>> 0;
    const mask = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
    const flags = (via ? 3 : 1) + (Number(length) === 32 ? 4 : 0);
    return `${device}\t${reversed(address)}\t${reversed(via ?? '0.0.0.0')}\t${flags.toString(16).padStart(4, '0')}\t0\t0\t0\t${reversed(mask)}\t0\t0\t0`;
  });
  return [header, ...lines].map((line) => `${line.padEnd(127)}\n`).join('');
}

/** /proc/net/arp */
export function neighboursText({ network }: Machine): string {
  const lines = network.neighbours().map(({ address, device, mac, state }) => {
    const flags = state === 'PERMANENT' ? '0x6' : mac ? '0x2' : '0x0';
    return `${address.padEnd(16)} 0x1         ${flags.padEnd(12)}${(mac ?? '00:00:00:00:00:00').padEnd(22)}*        ${device}\n`;
  });
  return `IP address       HW type     Flags       HW address            Mask     Device\n${lines.join('')}`;
}

/** include/net/tcp_states.h */
const STATES: Readonly<Record<SocketInfo['state'], string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  TIME_WAIT: '06',
  UNCONN: '07',
  LISTEN: '0A',
};

/** /proc/net/tcp and /proc/net/udp */
export function socketsText({ network }: Machine, protocol: SocketInfo['protocol']): string {
  const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const end = ({ address, port }: SocketInfo['local']) =>
    `${reversed(/^[\d.]+$/.test(address) ? address : '0.0.0.0')}:${port.toString(16).padStart(4, '0').toUpperCase()}`;
  const lines = network
    .sockets()
    .filter((socket) => socket.protocol === protocol)
    .map((socket, index) => {
      const inode = inodeOf(`${end(socket.local)}${end(socket.remote)}`) % 100_000;
      return `${String(index).padStart(4)}: ${end(socket.local)} ${end(socket.remote)} ${STATES[socket.state]} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
    });
  return [header, ...lines].map((line) => `${line.padEnd(protocol === 'tcp' ? 149 : 127)}\n`).join('');
}
