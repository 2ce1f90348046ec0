/** One member of an archive (tar(5), POSIX ustar with GNU's long names). */
export interface Member {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'hardlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly target: string;
}

export const BLOCK = 512;
const TYPES = { file: '0', hardlink: '1', link: '2', directory: '5' } as const;
const NAME_BYTES = 100;
/** Longer names are no names. */
const LONGEST_NAME = 64 * 1024;

/** A member's header, with those of GNU before it where its names are long. */
export function encodeHeader(member: Member): Uint8Array {
  const parts: Uint8Array[] = [];
  if (Buffer.byteLength(member.target) > NAME_BYTES) parts.push(longRecord('K', member.target));
  if (Buffer.byteLength(member.name) > NAME_BYTES) parts.push(longRecord('L', member.name));
  parts.push(oneHeader(member, TYPES[member.kind]));
  return Buffer.concat(parts);
}

function longRecord(type: 'K' | 'L', text: string): Uint8Array {
  const content = Buffer.from(`${text}\0`);
  const plain: Member = {
    name: '././@LongLink',
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    size: content.length,
    modifiedMs: 0,
    target: '',
  };
  return Buffer.concat([oneHeader(plain, type), padded(content)]);
}

/** Filled up to whole blocks. */
export function padded(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % BLOCK;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(BLOCK - rest)]);
}

function oneHeader(member: Member, type: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  const text = (value: string, at: number, length: number) => Buffer.from(value).copy(header, at, 0, length);
  const octal = (value: number, at: number, length: number) =>
    text(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length);
  text(member.name, 0, NAME_BYTES);
  octal(member.mode & 0o7777, 100, 8);
  octal(member.uid, 108, 8);
  octal(member.gid, 116, 8);
  octal(member.size, 124, 12);
  octal(Math.max(0, Math.floor(member.modifiedMs / 1000)), 136, 12);
  text('        ', 148, 8);
  text(type, 156, 1);
  text(member.target, 157, NAME_BYTES);
  text('ustar  \0', 257, 8);
  text(member.user, 265, 31);
  text(member.group, 297, 31);
  const sum = header.reduce((total, byte) => total + byte, 0);
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return header;
}

/** The bytes of a stream in pieces of wanted lengths. */
export class BlockReader {
  readonly #read: () => Promise<Uint8Array | null>;
  #held: Uint8Array = new Uint8Array();
  /** Bytes taken so far. */
  position = 0;

  constructor(read: () => Promise<Uint8Array | null>) {
    this.#read = read;
  }

  /** At most `length` bytes; none at the end. */
  async some(length: number): Promise<Uint8Array> {
    if (this.#held.length === 0) this.#held = (await this.#read()) ?? new Uint8Array();
    const piece = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }

  /** Exactly `length` bytes, fewer only at the end. */
  async exactly(length: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const piece = await this.some(missing);
      if (piece.length === 0) break;
      pieces.push(piece);
      missing -= piece.length;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }
}

export type NextMember = { kind: 'member'; member: Member } | { kind: 'end' } | { kind: 'damaged' } | { kind: 'empty' };

/** The next member; its content is then read by the caller. */
export async function nextMember(input: BlockReader): Promise<NextMember> {
  const long: { name?: string; target?: string } = {};
  for (;;) {
    const first = input.position === 0;
    const block = Buffer.from(await input.exactly(BLOCK));
    if (block.length === 0) return { kind: first ? 'empty' : 'end' };
    if (block.length < BLOCK) return { kind: first ? 'damaged' : 'end' };
    if (block.every((byte) => byte === 0)) return { kind: 'end' };
    if (!hasRightSum(block)) return { kind: 'damaged' };
    const type = String.fromCharCode(block[156]!);
    const size = numberAt(block, 124, 12);
    if (type === 'L' || type === 'K' || type === 'x' || type === 'g') {
      if (size > LONGEST_NAME) return { kind: 'damaged' };
      const content = Buffer.from(await input.exactly(Math.ceil(size / BLOCK) * BLOCK)).subarray(0, size);
      if (type === 'L') long.name = content.toString('utf8').replace(/\0.*$/s, '');
      else if (type === 'K') long.target = content.toString('utf8').replace(/\0.*$/s, '');
      else if (type === 'x') readExtended(content, long);
      continue;
    }
    return { kind: 'member', member: memberOf(block, type, size, long) };
  }
}

/** pax(1)'s records: `LENGTH KEY=VALUE\n`. */
function readExtended(content: Buffer, long: { name?: string; target?: string }): void {
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.subarray(at, at + 10).toString('latin1'), 10);
    if (!(length > 0)) return;
    const [, key, value] = /^\d+ ([^=]*)=(.*)\n$/s.exec(content.subarray(at, at + length).toString('utf8')) ?? [];
    if (key === 'path' && value !== undefined) long.name = value;
    if (key === 'linkpath' && value !== undefined) long.target = value;
    at += length;
  }
}

function memberOf(block: Buffer, type: string, size: number, long: { name?: string; target?: string }): Member {
  const prefix = textAt(block, 257, 6) === 'ustar' ? textAt(block, 345, 155) : '';
  const name = long.name ?? (prefix ? `${prefix}/${textAt(block, 0, NAME_BYTES)}` : textAt(block, 0, NAME_BYTES));
  const kind =
    type === '5' || (name.endsWith('/') && type !== '2')
      ? 'directory'
      : type === '2'
        ? 'link'
        : type === '1'
          ? 'hardlink'
          : 'file';
  return {
    name,
    kind,
    mode: numberAt(block, 100, 8) & 0o7777,
    uid: numberAt(block, 108, 8),
    gid: numberAt(block, 116, 8),
    user: textAt(block, 265, 32),
    group: textAt(block, 297, 32),
    size: kind === 'file' ? size : 0,
    modifiedMs: numberAt(block, 136, 12) * 1000,
    target: long.target ?? textAt(block, 157, NAME_BYTES),
  };
}

function hasRightSum(block: Buffer): boolean {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return sum === numberAt(block, 148, 8);
}

function textAt(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

function numberAt(block: Buffer, at: number, length: number): number {
  if (block[at]! & 0x80)
    return block.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, block[at]! & 0x7f);
  return Number.parseInt(textAt(block, at, length).trim() || '0', 8) || 0;
}
