import { hex, type PacketBytes, type PrintState } from './dissection.ts';
import { macName } from './mac-name.ts';

const ETHERNET = 1;
const IPV4 = 0x0800;
const NO_MAC = '00:00:00:00:00:00';

/** RFC 826, of Ethernet and IPv4. */
export function printArp(state: PrintState, packet: PacketBytes): string {
  const { verbose } = state.options;
  const hardware = packet.word(0);
  const protocol = packet.word(2);
  const operation = packet.word(6);
  const details =
    verbose > 0 || hardware !== ETHERNET || protocol !== IPV4
      ? `${hardware === ETHERNET ? 'Ethernet' : `Unknown Hardware (${hardware})`} (len ${packet.byte(4)}), ${protocol === IPV4 ? 'IPv4' : `Unknown Protocol (0x${hex(protocol, 4)})`} (len ${packet.byte(5)}), `
      : '';
  return `${details}${operationText(state, packet, operation)}, length ${packet.length}`;
}

function operationText(state: PrintState, packet: PacketBytes, operation: number): string {
  const { hostName } = state.options;
  const sender = hostName(packet.address(14));
  const target = hostName(packet.address(24));
  if (operation === 1) {
    const mac = packet.mac(18);
    const known = mac === NO_MAC ? '' : ` (${macName(state, mac)})`;
    return `Request who-has ${target}${known} tell ${sender}`;
  }
  if (operation === 2) return `Reply ${sender} is-at ${macName(state, packet.mac(8))}`;
  return `Unknown (${operation})`;
}
