const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Names made of these never spell anything (k8s.io/apimachinery/pkg/util/rand). */
const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1, 32 bits, of the text's UTF-8 (Go's fnv.New32). */
export function fnv32(text: string): number {
  let hash = OFFSET_BASIS;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash, PRIME) ^ byte;
  return hash >>> 0;
}

/** FNV-1a (Go's fnv.New32a); `from` goes on after what was hashed before. */
export function fnv32a(data: string | Uint8Array, from: number = OFFSET_BASIS): number {
  let hash = from;
  for (const byte of typeof data === 'string' ? Buffer.from(data, 'utf8') : data) {
    hash = Math.imul(hash ^ byte, PRIME);
  }
  return hash >>> 0;
}

/** A hash as names have it: its decimal digits, each in a safe character (rand.SafeEncodeString). */
export function safeHashText(hash: number): string {
  return Array.from(String(hash), (digit) => SAFE_ALPHABET[digit.charCodeAt(0) % SAFE_ALPHABET.length]).join('');
}
