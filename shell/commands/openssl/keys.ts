import { createPrivateKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { OpensslError } from './failure.ts';
import type { Tool } from './tool.ts';

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object,
) => Promise<{ privateKey: KeyObject; publicKey: KeyObject }>;

const CURVE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
  ['secp256r1', 'prime256v1'],
]);
const KNOWN_CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1']);
const MOST_BITS = 4096;

/** A new RSA key; its progress in dots on standard error. */
export async function newRsaKey(tool: Tool, bits: number): Promise<KeyObject> {
  if (!(bits >= 512)) throw new OpensslError(`${tool.name}: Error: RSA keys have 512 bits at least`);
  if (bits > MOST_BITS)
    throw new OpensslError(`${tool.name}: this machine makes RSA keys of at most ${MOST_BITS} bits`);
  const { clock, random } = tool.process.machine;
  const release = clock.hold();
  try {
    const { privateKey } = await generate('rsa', { modulusLength: bits });
    for (let prime = 0; prime < 2; prime++) {
      const dots = Array.from({ length: 40 + random.integer(200) }, () => (random.integer(4) === 0 ? '+' : '.')).join(
        '',
      );
      await tool.note(`${dots}${'+'.repeat(65)}*${'.'.repeat(random.integer(60))}${'+'.repeat(65)}\n`);
    }
    return privateKey;
  } finally {
    release();
  }
}

/** Made at once: it takes a millisecond, and the cluster's time would not wait for another thread's. */
export function newCurveKey(name: string): KeyObject {
  const namedCurve = CURVE_ALIASES.get(name) ?? name;
  if (!KNOWN_CURVES.has(namedCurve)) throw new OpensslError(`ecparam: unknown curve name (${name})`);
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

export function newEdwardsKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

/** A private key from PEM or DER. Throws OpensslError. */
export async function readKey(tool: Tool, name: string | undefined): Promise<KeyObject> {
  const bytes = await tool.input(name, tool.name === 'pkey' ? 'key' : 'private key');
  const failure = new OpensslError(
    `Could not read ${tool.name === 'pkey' ? 'key' : 'private key'} from ${name ?? '<stdin>'}`,
  );
  const pass = tool.value('passin')?.replace(/^pass:/, '');
  try {
    if (bytes.includes('-----BEGIN'))
      return createPrivateKey({ key: bytes, ...(pass !== undefined && { passphrase: pass }) });
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
  } catch {
    throw failure;
  }
}

/** PKCS#8, as all of OpenSSL 3's commands write keys. */
export const keyPem = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'pkcs8' }));

/** -newkey `rsa:2048`, `ec` with -pkeyopt, `ed25519`. */
export async function newKeyOf(tool: Tool, kind: string): Promise<KeyObject> {
  const [type = '', bits = '2048'] = kind.split(':');
  const options = new Map(tool.values('pkeyopt').map((option) => option.split(':') as [string, string]));
  if (type === 'rsa') return newRsaKey(tool, Number(options.get('rsa_keygen_bits') ?? bits));
  if (type === 'ec') {
    const curve = options.get('ec_paramgen_curve');
    if (curve === undefined) throw new OpensslError(`${tool.name}: no curve: add -pkeyopt ec_paramgen_curve:NAME`);
    return newCurveKey(curve);
  }
  if (type.toLowerCase() === 'ed25519') return newEdwardsKey();
  throw new OpensslError(`Error generating ${type} key`);
}
