/** One member of an archive (tar(5), POSIX.1-2001 interchange format). */
export interface TarHeader {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly linkName: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export const BLOCK_BYTES = 512;

const FLAGS = { file: '0', directory: '5', link: '2', other: '0' } as const;

/** The header's block, before it a pax header for a name that does not fit. */
export function encodeHeader(header: TarHeader): Buffer {
  const { name, linkName } = header;
  const long = { path: name, linkpath: linkName };
  const records = Object.entries(long).filter(([, text]) => Buffer.byteLength(text) > 100);
  if (records.length === 0) return block(header, FLAGS[header.kind]);
  const body = Buffer.from(records.map(([key, text]) => paxRecord(key, text)).join(''));
  const pax = { ...header, name: `PaxHeaders.0/${name.slice(-80)}`, linkName: '', mode: 0o644, sizeBytes: body.length };
  return Buffer.concat([block(pax, 'x'), body, padding(body.length), block(header, FLAGS[header.kind])]);
}

function block({ name, linkName, mode, sizeBytes, modifiedMs }: TarHeader, flag: string): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, length: number) =>
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  Buffer.from(name).copy(bytes, 0, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(sizeBytes, 124, 12);
  octal(Math.max(0, Math.trunc(modifiedMs / 1000)), 136, 12);
  bytes.write('        ', 148, 'latin1');
  bytes.write(flag, 156, 'latin1');
  Buffer.from(linkName).copy(bytes, 157, 0, 100);
  bytes.write('ustar\u000000', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

function paxRecord(key: string, text: string): string {
  const rest = Buffer.byteLength(` ${key}=${text}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${text}\n`;
}

/** Zeros up to the next block. */
export const padding = (sizeBytes: number): Buffer =>
  Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);

export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK_BYTES);

/** The header of a block with its type flag; null for a block of zeros. Throws on a wrong checksum. */
export function decodeHeader(bytes: Buffer): (TarHeader & { readonly flag: string }) | null {
  if (bytes.every((byte) => byte === 0)) return null;
  const text = (at: number, length: number) => {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end < 0 ? length : end);
  };
  const number = (at: number, length: number) => Number.parseInt(text(at, length).trim() || '0', 8);
  const blank = Buffer.from(bytes).fill(' ', 148, 156);
  if (blank.reduce((total, byte) => total + byte, 0) !== number(148, 8))
    throw new Error('archive/tar: invalid tar header');
  const prefix = text(257, 5) === 'ustar' && bytes[262] === 0 ? text(345, 155) : '';
  const flag = text(156, 1) || '0';
  const kind = flag === '0' || flag === '7' ? 'file' : flag === '5' ? 'directory' : flag === '2' ? 'link' : 'other';
  return {
    flag,
    kind,
    name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100),
    linkName: text(157, 100),
    mode: number(100, 8),
    sizeBytes: number(124, 12),
    modifiedMs: number(136, 12) * 1000,
  };
}
