import { isIP } from 'node:net';

/** An address as its bytes: 4 or 16 of them. */
export type AddressBytes = readonly number[];

/** Null for what is no address (a zone, or an IPv4 address written as IPv6, is none). */
export function parseAddress(text: string): AddressBytes | null {
  const family = isIP(text);
  if (family === 4) return text.split('.').map(Number);
  if (family !== 6 || text.includes('%')) return null;
  const bytes = parseSix(text);
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? null : bytes;
}

function parseSix(text: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = (a: string, b: string) => ((Number(a) << 8) | Number(b)).toString(16);
  const plain = dotted ? `${dotted[1]}${hex(dotted[2]!, dotted[3]!)}:${hex(dotted[4]!, dotted[5]!)}` : text;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const all =
    tail === undefined ? first : [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group) => [group >> 8, group & 255]);
}

/** RFC 5952. */
export function addressText(bytes: AddressBytes): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)];
  const [longest] = runs.sort((a, b) => b[0].length - a[0].length);
  const text = groups.join(':');
  if (!longest) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/** Whether the first `length` bits are the same. */
export function samePrefix(a: AddressBytes, b: AddressBytes, length: number): boolean {
  if (a.length !== b.length) return false;
  return a.every((byte, at) => {
    const bits = Math.min(8, Math.max(0, length - at * 8));
    const mask = (255 << (8 - bits)) & 255;
    return (byte & mask) === ((b[at] ?? 0) & mask);
  });
}

export function masked(bytes: AddressBytes, length: number): AddressBytes {
  return bytes.map((byte, at) => byte & ((255 << (8 - Math.min(8, Math.max(0, length - at * 8)))) & 255));
}
