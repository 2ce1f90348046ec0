import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type Certificate,
  createCertificate,
  fingerprint,
  publicKeyDer,
  randomSerial,
  readCertificate,
  readRequest,
} from './certificate.ts';
import { certificateText, dateText, extensionsText } from './certificate-text.ts';
import { childrenOf, DerError, readDer } from './der.ts';
import { nameText } from './distinguished-name.ts';
import { extensionsOf, readSections } from './extension-file.ts';
import { authorityKeyIdentifier, type Extension, issuerIdentifier, subjectKeyIdentifier } from './extensions.ts';
import { OpensslError } from './failure.ts';
import { readKey } from './keys.ts';
import { EXTENSIONS } from './object-names.ts';
import { serialBytes } from './req.ts';
import { pemBlock, pemText, type Tool } from './tool.ts';

export const X509_FLAGS =
  'noout text subject issuer dates startdate enddate fingerprint serial pubkey modulus req CAcreateserial sha1 sha256 sha384 sha512 md5 purpose email help trustout subject_hash issuer_hash hash';
export const X509_VALUES =
  'in out inform outform ext checkend nameopt CA CAkey CAserial days extfile extensions set_serial signkey key copy_extensions certopt checkhost checkip passin force_pubkey dateopt';

const DAY_MS = 86_400_000;
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/** A certificate from PEM or DER. Throws OpensslError. */
export async function loadCertificate(tool: Tool, name: string | undefined): Promise<Certificate> {
  const bytes = await tool.input(name, 'certificate');
  const der = pemBlock(bytes, /^(X509 |TRUSTED )?CERTIFICATE$/)?.der ?? (bytes[0] === 0x30 ? bytes : null);
  const failure = new OpensslError(`Could not read certificate from ${name ?? '<stdin>'}\nUnable to load certificate`);
  if (!der) throw failure;
  try {
    return readCertificate(der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw failure;
  }
}

/** openssl-x509(1): shows a certificate, or signs a request. */
export async function x509(tool: Tool): Promise<number> {
  const certificate = tool.has('req') ? await signRequest(tool) : await loadCertificate(tool, tool.value('in'));
  let status = 0;
  let text = '';
  for (const [option, value] of tool.given) {
    text += shown(tool, certificate, option, value);
    if (option === 'checkend') {
      const left = certificate.notAfterMs - tool.process.machine.clock.now();
      status = left < Number(value) * 1000 ? 1 : 0;
      text += `Certificate will ${status === 1 ? '' : 'not '}expire\n`;
    }
  }
  const extensions = tool.value('ext');
  const wanted = extensions === undefined ? null : wantedExtensions(certificate, extensions);
  if (wanted === '') await tool.note('No extensions in certificate\n');
  text += wanted ?? '';
  if (tool.has('noout')) await tool.print(text);
  else {
    await tool.output(
      tool.value('outform')?.toUpperCase() === 'DER' ? certificate.der : text + pemText('CERTIFICATE', certificate.der),
    );
  }
  return status;
}

function shown(tool: Tool, certificate: Certificate, option: string, _value: string): string {
  const names = tool.value('nameopt');
  switch (option) {
    case 'text':
      return certificateText(certificate);
    case 'subject':
      return `subject=${nameText(certificate.subject, names)}\n`;
    case 'issuer':
      return `issuer=${nameText(certificate.issuer, names)}\n`;
    case 'dates':
      return `notBefore=${dateText(certificate.notBeforeMs)}\nnotAfter=${dateText(certificate.notAfterMs)}\n`;
    case 'startdate':
      return `notBefore=${dateText(certificate.notBeforeMs)}\n`;
    case 'enddate':
      return `notAfter=${dateText(certificate.notAfterMs)}\n`;
    case 'serial':
      return `serial=${certificate.serial.toString('hex').toUpperCase()}\n`;
    case 'fingerprint': {
      const hash = ['md5', 'sha256', 'sha384', 'sha512'].find((name) => tool.has(name));
      return `${hash ?? 'SHA1'} Fingerprint=${fingerprint(certificate.der, hash ?? 'sha1')}\n`;
    }
    case 'pubkey':
      return String(keyOf(certificate).export({ format: 'pem', type: 'spki' }));
    case 'modulus':
      return `Modulus=${modulusOf(certificate.publicKey)}\n`;
    default:
      return '';
  }
}

export const keyOf = ({ publicKey }: Pick<Certificate, 'publicKey'>): KeyObject =>
  createPublicKey({ key: publicKey, format: 'der', type: 'spki' });

/** Upper-case hexadecimal; `Wrong Algorithm type` for keys that have none. */
export function modulusOf(publicKey: Buffer): string {
  try {
    const [, bits] = childrenOf(readDer(publicKey));
    const [modulus] = childrenOf(readDer(bits!.content.subarray(1)));
    return modulus!.content.toString('hex').toUpperCase().replace(/^00/, '');
  } catch (error) {
    if (error instanceof DerError) return 'Wrong Algorithm type';
    throw error;
  }
}

function wantedExtensions({ extensions }: Certificate, list: string): string {
  const wanted = new Set(list.split(',').map((name) => EXTENSIONS.find(([, short]) => short === name.trim())?.[0]));
  const found = extensions.filter(({ oid }) => wanted.has(oid));
  return extensionsText(found, '');
}

async function signRequest(tool: Tool): Promise<Certificate> {
  const bytes = await tool.input(tool.value('in'), 'certificate request');
  const block = pemBlock(bytes, /^(NEW )?CERTIFICATE REQUEST$/);
  if (!block) throw new OpensslError('Unable to load X509 request');
  const request = readRequest(block.der);
  const own = tool.value('signkey') ?? tool.value('key');
  const authority = tool.has('CA') ? await loadCertificate(tool, tool.value('CA')) : null;
  if (!authority && own === undefined)
    throw new OpensslError('x509: We need a private key to sign with, use -key or -CA');
  const key = await readKey(tool, own ?? tool.value('CAkey') ?? tool.value('CA'));
  const now = Math.floor(tool.process.machine.clock.now() / 1000) * 1000;
  const der = createCertificate(
    {
      serial: await serialOf(tool),
      issuer: authority?.subject ?? request.subject,
      subject: request.subject,
      notBeforeMs: now,
      notAfterMs: now + Number(tool.value('days') ?? 30) * DAY_MS,
      publicKey: request.publicKey,
      extensions: await extensionsFor(
        tool,
        request,
        authority?.extensions ?? [],
        authority?.publicKey ?? publicKeyDer(key),
      ),
    },
    key,
    ['sha384', 'sha512', 'sha1'].find((name) => tool.has(name)) ?? 'sha256',
  );
  await tool.note(`Certificate request self-signature ok\nsubject=${nameText(request.subject)}\n`);
  return readCertificate(der);
}

async function extensionsFor(
  tool: Tool,
  request: { readonly publicKey: Buffer; readonly extensions: readonly Extension[] },
  issuerExtensions: readonly Extension[],
  issuerKey: Buffer,
): Promise<Extension[]> {
  const copied = /^copy(all)?$/.test(tool.value('copy_extensions') ?? '') ? request.extensions : [];
  const file = tool.value('extfile');
  const sections = file === undefined ? null : readSections((await tool.input(file, 'file')).toString('utf8'));
  const section = tool.value('extensions') ?? (sections?.get('')?.length ? '' : 'default');
  const named = sections ? (sections.has(section) ? extensionsOf(sections, section) : []) : [];
  const all = [...copied, ...named];
  if (all.length === 0) return [];
  const hasIdentifier = issuerExtensions.some(({ oid }) => oid === SUBJECT_KEY_IDENTIFIER);
  const identifiers = [
    subjectKeyIdentifier(request.publicKey),
    // An issuer without an identifier of its own has none to point to.
    ...(hasIdentifier ? [authorityKeyIdentifier(issuerIdentifier(issuerExtensions, issuerKey))] : []),
  ];
  return [...all, ...identifiers];
}

/** -set_serial, or the next of the authority's serial file (CAFILE with .srl), or a random one. */
async function serialOf(tool: Tool): Promise<Buffer> {
  const given = tool.value('set_serial');
  if (given !== undefined) return serialBytes(given);
  const authority = tool.value('CA');
  if (authority === undefined) return randomSerial();
  const { files } = tool.process.machine;
  const path = tool.path(tool.value('CAserial') ?? `${authority.replace(/\.[^./]*$/, '')}.srl`);
  const serial = files.exists(path)
    ? serialBytes(String(BigInt(`0x${Buffer.from(files.read(path)).toString('latin1').trim() || '0'}`) + 1n))
    : randomSerial();
  if (tool.has('CAcreateserial') || tool.has('CAserial') || files.exists(path)) {
    files.write(path, Buffer.from(`${serial.toString('hex').toUpperCase()}\n`));
  }
  return serial;
}
