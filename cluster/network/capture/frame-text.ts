/** Test support: the essentials of a frame as the recordings have them, ephemeral ports as `E`. */
export function frameText(frame: Uint8Array, linkType: number, deviceName: (index: number) => string): string | null {
  if (linkType === 1) return packetText(frame, 14, frame[12]! * 256 + frame[13]!);
  const view = new DataView(frame.buffer, frame.byteOffset);
  const type = ['In', 'B', 'M', 'P', 'Out'][frame[10]!];
  const text = packetText(frame, 20, view.getUint16(0));
  return text && `${deviceName(view.getUint32(4))} ${type} ${text}`;
}

/** What the recorded set-up listens on; every other port was chosen by chance. */
const FIXED = [9, 53, 80, 81, 82, 99, 5555, 8080, 8081, 8472, 9001, 9003, 9999];

export function portText(number: number): string {
  return FIXED.includes(number) || (number >= 30180 && number <= 30199) ? `${number}` : 'E';
}

function packetText(bytes: Uint8Array, start: number, etherType: number): string | null {
  if (etherType === 0x0806) return 'ARP';
  if (etherType !== 0x0800) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const address = (at: number) => bytes.subarray(start + at, start + at + 4).join('.');
  const [from, to, protocol] = [address(12), address(16), bytes[start + 9]];
  const body = start + 20;
  const length = view.getUint16(start + 2) - 20;
  if (protocol === 1) return `${from} > ${to} ${icmpText(bytes[body]!, bytes[body + 1]!)}`;
  const pair = `${from}:${portText(view.getUint16(body))} > ${to}:${portText(view.getUint16(body + 2))}`;
  if (protocol === 17) {
    if (view.getUint16(body + 2) !== 8472) return `${pair} udp ${length - 8}`;
    return `${pair} OTV | ${packetText(bytes, body + 16 + 14, view.getUint16(body + 16 + 12))}`;
  }
  const flags = bytes[body + 13]!;
  const names = [flags & 2 && 'S', flags & 1 && 'F', flags & 4 && 'R', flags & 8 && 'P', flags & 16 && '.'];
  return `${pair} [${names.filter(Boolean).join('')}] ${length - (bytes[body + 12]! >> 4) * 4}`;
}

function icmpText(type: number, code: number): string {
  if (type === 8) return 'echo request';
  if (type === 0) return 'echo reply';
  if (type === 11) return 'time exceeded';
  return ['net unreachable', 'host unreachable', 'protocol unreachable', 'port unreachable'][code] ?? `${type}/${code}`;
}
