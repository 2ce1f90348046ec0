/**
 * Bytes as strings. `latin1`: one character a byte. `utf8`: text; a byte that is no part of a character becomes the
 * lone surrogate U+DC00 + byte, so that everything can be written back as it was.
 */
export type Codec = 'latin1' | 'utf8';

const LONE = /[\udc80-\udcff]/;
const NEEDS_CARE = /\ufffd|[\ud800-\udfff]/;

export function decode(bytes: Buffer, codec: Codec): string {
  if (codec === 'latin1') return bytes.toString('latin1');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? decodeCarefully(bytes) : text;
}

export function encode(text: string, codec: Codec): Buffer {
  if (codec === 'latin1') return Buffer.from(text, 'latin1');
  return LONE.test(text) && NEEDS_CARE.test(text) ? encodeCarefully(text) : Buffer.from(text, 'utf8');
}

/** A string of the program (an argument, a name) as bytes in a latin1 string, and back. */
export function toByteText(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : encode(text, 'utf8').toString('latin1');
}

export function fromByteText(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : decode(Buffer.from(text, 'latin1'), 'utf8');
}

/** Whether text of the codec `utf8` has bytes that are no characters. */
export function hasInvalidBytes(text: string): boolean {
  return LONE.test(text) && /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(text);
}

function decodeCarefully(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    text += length > 0 ? bytes.toString('utf8', at, at + length) : String.fromCharCode(0xdc00 + bytes[at]!);
    at += length || 1;
  }
  return text;
}

/** Bytes of the character that begins here; 0 when none does (RFC 3629, section 4). */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let index = 2; index < length; index++) if ((bytes[at + index]! & 0xc0) !== 0x80) return 0;
  return length;
}

function encodeCarefully(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const [part] of text.matchAll(/(?:[\ud800-\udbff][\udc00-\udfff]|[^\udc80-\udcff])+|[\udc80-\udcff]/g)) {
    const isByte = part.length === 1 && LONE.test(part);
    parts.push(isByte ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part, 'utf8'));
  }
  return Buffer.concat(parts);
}
