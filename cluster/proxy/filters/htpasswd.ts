import { createHash, timingSafeEqual } from 'node:crypto';

const MAGIC = '$apr1$';
const ROUNDS = 1000;
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Whether a password is the one of a htpasswd entry: `$apr1$`, `{SHA}` or `{PLAIN}`; other kinds never match. */
export function verifyPassword(password: string, entry: string): boolean {
  if (entry.startsWith(MAGIC)) return equal(apr1(password, entry.slice(MAGIC.length).split('$')[0] ?? ''), entry);
  if (entry.startsWith('{SHA}')) return equal(`{SHA}${createHash('sha1').update(password).digest('base64')}`, entry);
  if (entry.startsWith('{PLAIN}')) return equal(`{PLAIN}${password}`, entry);
  return false;
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Apache's variant of MD5 crypt (apr_md5_encode). */
function apr1(password: string, fullSalt: string): string {
  const salt = fullSalt.slice(0, 8);
  const md5 = (...parts: (string | Uint8Array)[]) => {
    const hash = createHash('md5');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const secret = Buffer.from(password);
  const alternate = md5(secret, salt, secret);
  const first: Uint8Array[] = [secret, Buffer.from(MAGIC), Buffer.from(salt)];
  for (let left = secret.length; left > 0; left -= 16) first.push(alternate.subarray(0, Math.min(16, left)));
  for (let bits = secret.length; bits > 0; bits >>= 1) {
    first.push(bits & 1 ? Buffer.from([0]) : secret.subarray(0, 1));
  }
  let digest = md5(...first);
  for (let round = 0; round < ROUNDS; round++) {
    digest = md5(
      round & 1 ? secret : digest,
      round % 3 ? salt : '',
      round % 7 ? secret : '',
      round & 1 ? digest : secret,
    );
  }
  return `${MAGIC}${salt}$${encode(digest)}`;
}

/** Three bytes at a time, in an order of its own, as four characters. */
function encode(digest: Buffer): string {
  const groups = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ];
  let text = '';
  const put = (value: number, length: number) => {
    let rest = value;
    for (let at = 0; at < length; at++) {
      text += ALPHABET[rest & 0x3f];
      rest >>= 6;
    }
  };
  for (const [high = 0, middle = 0, low = 0] of groups) {
    put((digest[high]! << 16) | (digest[middle]! << 8) | digest[low]!, 4);
  }
  put(digest[11]!, 2);
  return text;
}
