import { createHash, createHmac, randomBytes } from 'node:crypto';
import { md5Crypt, saltOf, shaCrypt } from './crypt.ts';
import { OpensslError } from './failure.ts';
import type { Tool } from './tool.ts';

/** Digests by the name of their option, and as the output names them. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['md5', 'MD5'],
  ['sha1', 'SHA1'],
  ['sha224', 'SHA2-224'],
  ['sha256', 'SHA2-256'],
  ['sha384', 'SHA2-384'],
  ['sha512', 'SHA2-512'],
]);

/** openssl-dgst(1), and the digests as commands. */
export async function dgst(tool: Tool): Promise<number> {
  const asked = [...DIGESTS.keys()].find((name) => tool.has(name));
  const hash = DIGESTS.has(tool.name) ? tool.name : (asked ?? 'sha256');
  const key = tool.value('hmac');
  // The default digest is named in the older way.
  const title = tool.name === 'dgst' && asked === undefined ? 'SHA256' : DIGESTS.get(hash)!;
  let status = 0;
  for (const name of tool.operands.length > 0 ? tool.operands : [undefined]) {
    try {
      const bytes = await tool.input(name, 'file');
      const digest = (key === undefined ? createHash(hash) : createHmac(hash, key)).update(bytes).digest();
      const hex = digest.toString('hex');
      if (tool.has('binary')) await tool.output(digest);
      else if (tool.has('r')) await tool.output(`${hex} *${name ?? 'stdin'}\n`);
      else await tool.output(`${title}(${name ?? 'stdin'})= ${tool.has('c') ? hex.replace(/..(?!$)/g, '$&:') : hex}\n`);
    } catch (error) {
      if (!(error instanceof OpensslError)) throw error;
      await tool.note(`${error.message}\n`);
      status = 1;
    }
  }
  return status;
}

const MOST_RANDOM_BYTES = 16 * 1024 * 1024;

/** openssl-rand(1) */
export async function rand(tool: Tool): Promise<number> {
  const count = Number(tool.operands[0]);
  if (!Number.isInteger(count) || count < 0) tool.misused('Missing or wrong number of bytes');
  if (count > MOST_RANDOM_BYTES) throw new OpensslError(`rand: at most ${MOST_RANDOM_BYTES} bytes at once`);
  const bytes = randomBytes(count);
  if (tool.has('hex')) await tool.output(`${bytes.toString('hex')}\n`);
  else await tool.output(tool.has('base64') ? base64Lines(bytes, 64) : bytes);
  return 0;
}

const base64Lines = (bytes: Buffer, width: number): string =>
  (bytes.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${line}\n`).join('');

/** openssl-enc(1) for base64 alone: `base64`, `enc -base64`, `enc -a`. */
export async function base64(tool: Tool): Promise<number> {
  if (tool.name === 'enc' && !tool.has('base64') && !tool.has('a')) {
    throw new OpensslError('enc: this openssl encodes in base64 (-base64) and knows no ciphers');
  }
  const bytes = await tool.input(tool.value('in'), 'file');
  const single = tool.has('A');
  if (tool.has('d')) await tool.output(Buffer.from(bytes.toString('latin1'), 'base64'));
  else await tool.output(single ? bytes.toString('base64') : base64Lines(bytes, 64));
  return 0;
}

/** openssl-passwd(1): -1, -apr1, -5, -6. */
export async function passwd(tool: Tool): Promise<number> {
  const typed = tool.has('stdin')
    ? (await tool.input(undefined, 'file')).toString('utf8').split('\n').filter(Boolean)
    : tool.operands;
  if (typed.length === 0) throw new OpensslError('passwd: give the password, or -stdin (this openssl asks for none)');
  const { random } = tool.process.machine;
  for (const password of typed) {
    const strong = tool.has('5') || tool.has('6');
    const salt = tool.value('salt') ?? saltOf(random, strong ? 16 : 8);
    const text = strong
      ? shaCrypt(password, salt, tool.has('5') ? '5' : '6')
      : md5Crypt(password, salt, tool.has('apr1') ? 'apr1' : '1');
    await tool.print(`${text}\n`);
  }
  return 0;
}
