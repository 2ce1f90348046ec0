import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` characters of 6 bits each, the lowest first. */
function to64(value: number, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left = Math.floor(left / 64)) text += ALPHABET[left % 64];
  return text;
}

export const saltOf = (random: { integer(limit: number): number }, length: number): string =>
  Array.from({ length }, () => ALPHABET[random.integer(64)]).join('');

const md5 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MD5 crypt, `$1$` or Apache's `$apr1$` (Poul-Henning Kamp's algorithm). */
export function md5Crypt(password: string, salt: string, magic: '1' | 'apr1'): string {
  const key = Buffer.from(password);
  const shortSalt = salt.slice(0, 8);
  let digest = md5(key, shortSalt, key);
  const context: (Buffer | string)[] = [key, `$${magic}$`, shortSalt];
  for (let left = key.length; left > 0; left -= 16) context.push(digest.subarray(0, Math.min(16, left)));
  for (let left = key.length; left > 0; left >>= 1) context.push(left & 1 ? Buffer.from([0]) : key.subarray(0, 1));
  digest = md5(...context);
  for (let round = 0; round < 1000; round++) {
    digest = md5(
      round & 1 ? key : digest,
      ...(round % 3 ? [shortSalt] : []),
      ...(round % 7 ? [key] : []),
      round & 1 ? digest : key,
    );
  }
  const group = (a: number, b: number, c: number) => to64((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4);
  const text = [
    group(0, 6, 12),
    group(1, 7, 13),
    group(2, 8, 14),
    group(3, 9, 15),
    group(4, 10, 5),
    to64(digest[11]!, 2),
  ];
  return `$${magic}$${shortSalt}$${text.join('')}`;
}

/** The order in which the digest's bytes are written (Drepper's SHA-crypt), three a group. */
const SHA512_ORDER = [
  [0, 21, 42],
  [22, 43, 1],
  [44, 2, 23],
  [3, 24, 45],
  [25, 46, 4],
  [47, 5, 26],
  [6, 27, 48],
  [28, 49, 7],
  [50, 8, 29],
  [9, 30, 51],
  [31, 52, 10],
  [53, 11, 32],
  [12, 33, 54],
  [34, 55, 13],
  [56, 14, 35],
  [15, 36, 57],
  [37, 58, 16],
  [59, 17, 38],
  [18, 39, 60],
  [40, 61, 19],
  [62, 20, 41],
] as const;
const SHA256_ORDER = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
] as const;
const ROUNDS = 5000;

/** `$5$` (SHA-256) and `$6$` (SHA-512) of Drepper's specification, 5000 rounds. */
export function shaCrypt(password: string, salt: string, id: '5' | '6'): string {
  const name = id === '6' ? 'sha512' : 'sha256';
  const hash = (...parts: readonly (Buffer | string)[]) => {
    const digest = createHash(name);
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const key = Buffer.from(password);
  const shortSalt = salt.slice(0, 16);
  const b = hash(key, shortSalt, key);
  const parts: (Buffer | string)[] = [key, shortSalt, repeated(b, key.length)];
  for (let left = key.length; left > 0; left >>= 1) parts.push(left & 1 ? b : key);
  let digest = hash(...parts);
  const p = repeated(hash(...Array.from({ length: key.length }, () => key)), key.length);
  const s = repeated(hash(...Array.from({ length: 16 + digest[0]! }, () => shortSalt)), shortSalt.length);
  for (let round = 0; round < ROUNDS; round++) {
    digest = hash(round & 1 ? p : digest, ...(round % 3 ? [s] : []), ...(round % 7 ? [p] : []), round & 1 ? digest : p);
  }
  const order = id === '6' ? SHA512_ORDER : SHA256_ORDER;
  const groups = order.map(([x, y, z]) => to64((digest[x]! << 16) | (digest[y]! << 8) | digest[z]!, 4));
  const last = id === '6' ? to64(digest[63]!, 2) : to64((digest[31]! << 8) | digest[30]!, 3);
  return `$${id}$${shortSalt}$${groups.join('')}${last}`;
}

function repeated(bytes: Buffer, length: number): Buffer {
  const result = Buffer.alloc(length);
  for (let at = 0; at < length; at++) result[at] = bytes[at % bytes.length]!;
  return result;
}
