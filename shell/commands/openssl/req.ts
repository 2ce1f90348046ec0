import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  type CertificateRequest,
  createCertificate,
  createRequest,
  publicKeyDer,
  randomSerial,
  readRequest,
} from './certificate.ts';
import { requestText } from './certificate-text.ts';
import { sequence } from './der.ts';
import { nameText, parseSubject } from './distinguished-name.ts';
import { addedExtension, extensionsOf, readSections, settingOf } from './extension-file.ts';
import { authorityKeyIdentifier, type Extension, issuerIdentifier, subjectKeyIdentifier } from './extensions.ts';
import { OpensslError } from './failure.ts';
import { keyPem, newKeyOf, readKey } from './keys.ts';
import { attributeOid } from './object-names.ts';
import { pemBlock, pemText, type Tool } from './tool.ts';

export const REQ_FLAGS =
  'new x509 nodes noenc text noout verify pubkey subject batch utf8 modulus help newhdr sha256 sha384 sha512 sha1';
export const REQ_VALUES =
  'newkey key keyout out in inform outform subj days addext config extensions reqexts pkeyopt set_serial passin passout nameopt not_before not_after section CA CAkey copy_extensions';

const DAY_MS = 86_400_000;

/** openssl-req(1): requests, and certificates that sign themselves. */
export async function req(tool: Tool): Promise<number> {
  const makes = tool.has('new') || tool.has('newkey') || (tool.has('x509') && !tool.has('in'));
  if (!makes) return show(tool);
  const sections = await configuration(tool);
  const subject = subjectOf(tool, sections);
  const key = await keyOf(tool);
  const hash = ['sha384', 'sha512', 'sha1'].find((name) => tool.has(name)) ?? 'sha256';
  const added = tool.values('addext').flatMap(addedExtension);
  if (!tool.has('x509')) {
    const section = tool.value('reqexts') ?? settingOf(sections, 'req', 'req_extensions');
    const wanted = section === undefined ? [] : extensionsOf(sections, section);
    const der = createRequest(subject, key, [...wanted, ...added], hash);
    return answer(tool, readRequest(der));
  }
  const der = createSelfSigned(tool, subject, key, merged(defaults(tool, sections, key), added), hash);
  await tool.output(tool.value('outform') === 'DER' ? der : pemText('CERTIFICATE', der));
  return 0;
}

/** The v3_ca section of Debian's openssl.cnf, unless -extensions or the file says otherwise. */
function defaults(tool: Tool, sections: ReadonlyMap<string, string[]>, key: KeyObject): Extension[] {
  const section = tool.value('extensions') ?? settingOf(sections, 'req', 'x509_extensions');
  const publicKey = publicKeyDer(key);
  const identifiers = [subjectKeyIdentifier(publicKey), authorityKeyIdentifier(issuerIdentifier([], publicKey))];
  if (section !== undefined) return [...extensionsOf(sections, section), ...identifiers];
  return [...identifiers, ...addedExtension('basicConstraints=critical,CA:TRUE')];
}

/** What -addext says stands instead of the same extension of the configuration. */
const merged = (base: readonly Extension[], added: readonly Extension[]): Extension[] => [
  ...base.filter(({ oid }) => !added.some((other) => other.oid === oid)),
  ...added,
];

function createSelfSigned(
  tool: Tool,
  subject: Buffer,
  key: KeyObject,
  extensions: readonly Extension[],
  hash: string,
): Buffer {
  const now = Math.floor(tool.process.machine.clock.now() / 1000) * 1000;
  const serial = tool.value('set_serial');
  const plan = {
    serial: serial === undefined ? randomSerial() : serialBytes(serial),
    issuer: subject,
    subject,
    notBeforeMs: now,
    notAfterMs: now + Number(tool.value('days') ?? 30) * DAY_MS,
    publicKey: publicKeyDer(key),
    extensions,
  };
  return createCertificate(plan, key, hash);
}

/** Decimal, or hexadecimal after 0x. */
export function serialBytes(text: string): Buffer {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new OpensslError(`unable to load serial number ${text}`);
  const hex = BigInt(text).toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

async function configuration(tool: Tool): Promise<Map<string, string[]>> {
  const config = tool.value('config');
  return config === undefined ? new Map() : readSections((await tool.input(config, 'file')).toString('utf8'));
}

/** -subj, else the configuration's distinguished_name with prompt = no, else nothing at all. */
function subjectOf(tool: Tool, sections: ReadonlyMap<string, string[]>): Buffer {
  const subj = tool.value('subj');
  if (subj !== undefined) return parseSubject(subj.startsWith('/') ? subj : `x${subj}`);
  const section = settingOf(sections, 'req', 'distinguished_name');
  const pairs = (section === undefined ? [] : (sections.get(section) ?? [])).flatMap((line) => {
    const [key = '', value = ''] = line.split('=').map((part) => part.trim());
    return attributeOid(key.replace(/^\d+\./, '')) && value
      ? [`/${key.replace(/^\d+\./, '')}=${value.replace(/[/+\\]/g, '\\$&')}`]
      : [];
  });
  if (pairs.length > 0) return parseSubject(pairs.join(''));
  if (tool.has('batch')) return sequence();
  throw new OpensslError('req: no subject: add -subj /CN=NAME (this openssl asks for none)');
}

async function keyOf(tool: Tool): Promise<KeyObject> {
  if (tool.has('key')) return readKey(tool, tool.value('key'));
  const key = await newKeyOf(tool, tool.value('newkey') ?? 'rsa:2048');
  const file = tool.value('keyout');
  if (!tool.has('nodes') && !tool.has('noenc') && !tool.has('passout')) {
    throw new OpensslError('req: add -nodes: this openssl asks for no pass phrases');
  }
  const pass = tool.value('passout')?.replace(/^pass:/, '');
  const pem =
    pass === undefined || tool.has('nodes')
      ? keyPem(key)
      : String(key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: pass }));
  if (file === undefined) await tool.print(pem);
  else tool.process.machine.files.write(tool.path(file), Buffer.from(pem), 0o600);
  await tool.note('-----\n');
  return key;
}

async function show(tool: Tool): Promise<number> {
  const name = tool.value('in');
  const bytes = await tool.input(name, 'certificate request');
  const der = tool.value('inform') === 'DER' ? bytes : pemBlock(bytes, /^(NEW )?CERTIFICATE REQUEST$/)?.der;
  if (!der) throw new OpensslError('Unable to load X509 request');
  return answer(tool, readRequest(der));
}

async function answer(tool: Tool, request: CertificateRequest): Promise<number> {
  const publicKey = createPublicKey({ key: request.publicKey, format: 'der', type: 'spki' });
  if (tool.has('verify')) {
    const hash = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    const good = verify(hash, request.body, publicKey, request.signature);
    await tool.note(`Certificate request self-signature ${good ? 'verify OK' : 'verify failure'}\n`);
  }
  let text = '';
  if (tool.has('pubkey')) text += String(publicKey.export({ format: 'pem', type: 'spki' }));
  if (tool.has('text')) text += requestText(request);
  if (tool.has('subject')) text += `subject=${nameText(request.subject, tool.value('nameopt'))}\n`;
  if (tool.has('noout')) {
    await tool.print(text);
    return 0;
  }
  const der = tool.value('outform') === 'DER' ? request.der : null;
  await tool.output(der ?? text + pemText('CERTIFICATE REQUEST', request.der));
  return 0;
}
