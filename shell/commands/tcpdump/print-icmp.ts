import { foldedSum, PacketBytes, type PrintState, rightSum, Truncated } from './dissection.ts';
import type { IpHead } from './print-ip.ts';

const ECHO_REPLY = 0;
const UNREACHABLE = 3;
const REDIRECT = 5;
const ECHO_REQUEST = 8;
const TIME_EXCEEDED = 11;
const PARAMETER_PROBLEM = 12;
/** Types that quote no packet. */
const INFORMATION = new Set([ECHO_REPLY, ECHO_REQUEST, 9, 10, 13, 14, 15, 16, 17, 18]);

/** Codes of destination unreachable whose sentence has just the address in it. */
const UNREACHABLE_TEXTS: Readonly<Record<number, (address: string) => string>> = {
  0: (address) => `net ${address} unreachable`,
  1: (address) => `host ${address} unreachable`,
  5: (address) => `${address} unreachable - source route failed`,
  6: (address) => `net ${address} unreachable - unknown`,
  7: (address) => `host ${address} unreachable - unknown`,
  8: (address) => `${address} unreachable - source host isolated`,
  9: (address) => `net ${address} unreachable - admin prohibited`,
  10: (address) => `host ${address} unreachable - admin prohibited`,
  11: (address) => `net ${address} unreachable - tos prohibited`,
  12: (address) => `host ${address} unreachable - tos prohibited`,
  13: (address) => `host ${address} unreachable - admin prohibited filter`,
  14: (address) => `host ${address} unreachable - host precedence violation`,
  15: (address) => `host ${address} unreachable - precedence cutoff`,
};

/** RFC 792. */
export function printIcmp(state: PrintState, head: IpHead, message: PacketBytes): string {
  const { verbose, unchecked } = state.options;
  const type = message.byte(0);
  let text = `ICMP ${describe(state, message, type, message.byte(1))}, length ${message.length}`;
  if (verbose > 0 && !head.isFragment && !unchecked && message.has(0, message.length)) {
    const sum = foldedSum(message.bytes);
    const found = message.word(2);
    if (sum !== 0) text += ` (wrong icmp cksum ${found.toString(16)} (->${rightSum(found, sum).toString(16)})!)`;
  }
  if (verbose > 0 && !INFORMATION.has(type) && message.length > 8) {
    const quoted = message.from(8);
    const total = quoted.has(0, 4) ? quoted.word(2) : quoted.length;
    text += `\n\t${state.options.link ? '' : 'IP '}${state.inner.ip(state, new PacketBytes(quoted.bytes, total))}`;
  }
  return text;
}

function describe(state: PrintState, message: PacketBytes, type: number, code: number): string {
  if (type === ECHO_REQUEST || type === ECHO_REPLY) {
    const word = type === ECHO_REQUEST ? 'request' : 'reply';
    return `echo ${word}, id ${message.word(4)}, seq ${message.word(6)}`;
  }
  if (type === UNREACHABLE) return unreachable(state, message, code);
  if (type === TIME_EXCEEDED) {
    if (code === 0) return 'time exceeded in-transit';
    return code === 1 ? 'ip reassembly time exceeded' : `time exceeded-#${code}`;
  }
  if (type === REDIRECT) {
    const kind = ['net', 'host', 'tos net', 'tos host'][code] ?? `-#${code}`;
    return `redirect ${state.options.hostName(message.address(24))} to ${kind} ${state.options.hostName(message.address(4))}`;
  }
  if (type === PARAMETER_PROBLEM)
    return code ? `parameter problem - code ${code}` : `parameter problem - octet ${message.byte(4)}`;
  return `type-#${type}`;
}

function unreachable({ options }: PrintState, message: PacketBytes, code: number): string {
  try {
    const address = options.hostName(message.address(24));
    const text = UNREACHABLE_TEXTS[code];
    if (text) return text(address);
    const protocol = message.byte(17);
    if (code === 2) return `${address} protocol ${protocol} unreachable`;
    if (code === 4) {
      const mtu = message.word(6);
      return `${address} unreachable - need to frag${mtu ? ` (mtu ${mtu})` : ''}`;
    }
    if (code === 3) {
      const port = message.word(8 + (message.byte(8) & 15) * 4 + 2);
      if (protocol === 6) return `${address} tcp port ${options.portName(port, 'tcp')} unreachable`;
      if (protocol === 17) return `${address} udp port ${options.portName(port, 'udp')} unreachable`;
      return `${address} protocol ${protocol} port ${port} unreachable`;
    }
    return `${address} unreachable - #${code}`;
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    return `unreachable-#${code}`;
  }
}
