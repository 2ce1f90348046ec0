import { createPublicKey, type KeyObject } from 'node:crypto';
import { publicKeyDer } from './certificate.ts';
import { hexLines, publicKeyText } from './certificate-text.ts';
import { childrenOf, readDer, TAG } from './der.ts';
import { OpensslError } from './failure.ts';
import { keyPem, newCurveKey, newKeyOf, newRsaKey, readKey } from './keys.ts';
import { pemBlock, type Tool } from './tool.ts';
import { modulusOf } from './x509.ts';

/** openssl-genrsa(1) */
export async function genrsa(tool: Tool): Promise<number> {
  const key = await newRsaKey(tool, Number(tool.operands[0] ?? 2048));
  const form = tool.has('traditional') ? 'pkcs1' : 'pkcs8';
  await tool.output(String(key.export({ format: 'pem', type: form })), 0o600);
  return 0;
}

/** openssl-genpkey(1) */
export async function genpkey(tool: Tool): Promise<number> {
  const algorithm = tool.value('algorithm');
  if (algorithm === undefined) tool.misused('No algorithm given');
  await tool.output(keyPem(await newKeyOf(tool, algorithm!.toLowerCase())), 0o600);
  return 0;
}

const CURVE_LINES = [
  ['secp256k1', 'SECG curve over a 256 bit prime field'],
  ['secp384r1', 'NIST/SECG curve over a 384 bit prime field'],
  ['secp521r1', 'NIST/SECG curve over a 521 bit prime field'],
  ['prime256v1', 'X9.62/SECG curve over a 256 bit prime field'],
] as const;

/** openssl-ecparam(1): -genkey and -list_curves. */
export async function ecparam(tool: Tool): Promise<number> {
  if (tool.has('list_curves')) {
    await tool.print(CURVE_LINES.map(([name, text]) => `  ${name.padEnd(10)}: ${text}\n`).join(''));
    return 0;
  }
  const key = newCurveKey(tool.value('name') ?? '');
  const bits = childrenOf(readDer(publicKeyDer(key)))[0]!;
  const parameters = `-----BEGIN EC PARAMETERS-----\n${childrenOf(bits)[1]!.raw.toString('base64')}\n-----END EC PARAMETERS-----\n`;
  const pem = tool.has('genkey') ? String(key.export({ format: 'pem', type: 'sec1' })) : '';
  await tool.output(`${tool.has('noout') ? '' : parameters}${pem}`, 0o600);
  return 0;
}

/** openssl-pkey(1), openssl-rsa(1) and openssl-ec(1). */
export async function pkey(tool: Tool): Promise<number> {
  const publicOnly = tool.has('pubin');
  const key = publicOnly ? await readPublic(tool) : await readKey(tool, tool.value('in'));
  if (tool.name === 'rsa' && key.asymmetricKeyType !== 'rsa') {
    throw new OpensslError(`Not an RSA key`);
  }
  if (tool.has('check')) await tool.print(tool.name === 'rsa' ? 'RSA key ok\n' : 'Key is valid\n');
  if (tool.has('text')) await tool.print(publicOnly ? publicText(key) : privateText(key));
  if (tool.has('modulus'))
    await tool.print(`Modulus=${modulusOf(key.type === 'public' ? spki(key) : publicKeyDer(key))}\n`);
  if (tool.has('noout')) return 0;
  if (tool.name !== 'pkey') await tool.note(`writing ${tool.name.toUpperCase()} key\n`);
  const asPublic = publicOnly || tool.has('pubout');
  const form = tool.has('traditional') ? (key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1') : 'pkcs8';
  const der = tool.value('outform')?.toUpperCase() === 'DER';
  const shown = asPublic && key.type === 'private' ? createPublicKey(key) : key;
  const type = asPublic ? 'spki' : tool.name === 'ec' ? 'sec1' : form;
  await tool.output(
    der ? shown.export({ format: 'der', type } as never) : String(shown.export({ format: 'pem', type } as never)),
    asPublic ? undefined : 0o600,
  );
  return 0;
}

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

async function readPublic(tool: Tool): Promise<KeyObject> {
  const bytes = await tool.input(tool.value('in'), 'public key');
  const block = pemBlock(bytes, /PUBLIC KEY$/);
  if (!block) throw new OpensslError(`Could not read public key from ${tool.value('in') ?? '<stdin>'}`);
  return createPublicKey(bytes);
}

const publicText = (key: KeyObject): string => publicKeyText(spki(key), '').replace(/^.*\n/, '').replace(/^ {4}/gm, '');

const RSA_PARTS = [
  '',
  'modulus',
  'publicExponent',
  'privateExponent',
  'prime1',
  'prime2',
  'exponent1',
  'exponent2',
  'coefficient',
];

function privateText(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') {
    const parts = childrenOf(readDer(key.export({ format: 'der', type: 'pkcs1' })));
    const bits = parts[1]!.content.toString('hex').replace(/^0+/, '').length * 4;
    const lines = RSA_PARTS.map((name, at) => {
      const { content } = parts[at]!;
      if (at === 0) return '';
      if (name !== 'publicExponent') return `${name}:\n${hexLines(content, '    ', 15)}`;
      const value = content.readUIntBE(0, content.length);
      return `${name}: ${value} (0x${value.toString(16)})\n`;
    });
    return `Private-Key: (${bits} bit, 2 primes)\n${lines.join('')}`;
  }
  const open = publicText(createPublicKey(key));
  if (key.asymmetricKeyType !== 'ec') return `ED25519 Private-Key:\n${open.replace(/^.*\n/, '')}`;
  const sec1 = childrenOf(readDer(key.export({ format: 'der', type: 'sec1' })));
  const secret = sec1.find(({ tag }) => tag === TAG.octetString)!.content;
  const [head = '', ...rest] = open.split('\n');
  return `${head.replace('Public', 'Private')}\npriv:\n${hexLines(secret, '    ', 15)}${rest.join('\n')}`;
}
