import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  childrenOf,
  DerError,
  type DerValue,
  encode,
  explicit,
  integer,
  objectIdentifier,
  oidText,
  readDer,
  sequence,
  TAG,
  time,
  timeMs,
} from './der.ts';
import { certificateExtensions, type Extension, extensionList, readExtensions } from './extensions.ts';
import { OpensslError } from './failure.ts';
import { SIGNATURE_OIDS } from './object-names.ts';

export interface Certificate {
  readonly der: Buffer;
  readonly version: number;
  /** Big-endian, without a leading zero. */
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
  readonly signatureOid: string;
  readonly signature: Buffer;
}

export interface CertificateRequest {
  readonly der: Buffer;
  /** What is signed. */
  readonly body: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
  readonly signatureOid: string;
  readonly signature: Buffer;
}

/** RFC 5280 section 4.1. Throws DerError. */
export function readCertificate(der: Buffer): Certificate {
  const [body, algorithm, signature] = childrenOf(readDer(der));
  if (!body || !algorithm || !signature) throw new DerError('no certificate');
  const fields = childrenOf(body);
  const versioned = fields[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, publicKey, ...rest] = versioned ? fields.slice(1) : fields;
  if (!serial || !issuer || !validity || !subject || !publicKey) throw new DerError('no certificate');
  const [notBefore, notAfter] = childrenOf(validity) as [DerValue, DerValue];
  const extensions = rest.find(({ tag }) => tag === 0xa3);
  return {
    der: readDer(der).raw,
    version: versioned ? (childrenOf(fields[0]!)[0]?.content[0] ?? 0) + 1 : 1,
    serial: serial.content[0] === 0 && serial.content.length > 1 ? serial.content.subarray(1) : serial.content,
    issuer: issuer.raw,
    subject: subject.raw,
    notBeforeMs: timeMs(notBefore),
    notAfterMs: timeMs(notAfter),
    publicKey: publicKey.raw,
    extensions: extensions ? readExtensions(extensions.content) : [],
    signatureOid: oidText(childrenOf(algorithm)[0]!),
    signature: signature.content.subarray(1),
  };
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** RFC 2986 section 4. Throws DerError. */
export function readRequest(der: Buffer): CertificateRequest {
  const [body, algorithm, signature] = childrenOf(readDer(der));
  if (!body || !algorithm || !signature) throw new DerError('no request');
  const [, subject, publicKey, attributes] = childrenOf(body);
  if (!subject || !publicKey) throw new DerError('no request');
  const wanted = (attributes ? childrenOf(attributes) : []).find(
    (attribute) => oidText(childrenOf(attribute)[0]!) === EXTENSION_REQUEST,
  );
  return {
    der: readDer(der).raw,
    body: body.raw,
    subject: subject.raw,
    publicKey: publicKey.raw,
    extensions: wanted ? readExtensions(childrenOf(wanted)[1]!.content) : [],
    signatureOid: oidText(childrenOf(algorithm)[0]!),
    signature: signature.content.subarray(1),
  };
}

export const publicKeyDer = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

/** How a key signs: its AlgorithmIdentifier, and the signature. `hash`: sha256, sha384, sha512. */
function signed(body: Buffer, key: KeyObject, hash: string): Buffer {
  const type = key.asymmetricKeyType;
  const name =
    type === 'rsa' ? `${hash}WithRSAEncryption` : type === 'ec' ? `ecdsa-with-${hash.toUpperCase()}` : 'ED25519';
  const oid = SIGNATURE_OIDS.get(name);
  if (oid === undefined) throw new OpensslError(`cannot sign with ${hash}`);
  const signature = sign(type === 'ed25519' ? null : hash, body, key);
  return sequence(body, algorithmOf(oid, type === 'rsa'), bitString(signature));
}

const algorithmOf = (oid: string, withNull: boolean): Buffer =>
  sequence(objectIdentifier(oid), ...(withNull ? [encode(TAG.null)] : []));

function algorithmFor(key: KeyObject, hash: string): Buffer {
  const whole = signed(sequence(), key, hash);
  return childrenOf(readDer(whole))[1]!.raw;
}

export interface CertificatePlan {
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
}

export function createCertificate(plan: CertificatePlan, key: KeyObject, hash: string): Buffer {
  const version = plan.extensions.length > 0 ? [explicit(0, integer(Buffer.from([2])))] : [];
  const body = sequence(
    ...version,
    integer(plan.serial),
    algorithmFor(key, hash),
    plan.issuer,
    sequence(time(plan.notBeforeMs), time(plan.notAfterMs)),
    plan.subject,
    plan.publicKey,
    ...certificateExtensions(plan.extensions),
  );
  return signed(body, key, hash);
}

export function createRequest(subject: Buffer, key: KeyObject, extensions: readonly Extension[], hash: string): Buffer {
  const wanted = sequence(objectIdentifier(EXTENSION_REQUEST), encode(TAG.set, extensionList(extensions)));
  const attributes = encode(0xa0, ...(extensions.length > 0 ? [wanted] : []));
  const body = sequence(integer(Buffer.from([0])), subject, publicKeyDer(key), attributes);
  return signed(body, key, hash);
}

/** 159 random bits, as OpenSSL's own serial numbers. */
export function randomSerial(): Buffer {
  const serial = randomBytes(20);
  serial[0] = (serial[0]! & 0x7f) | 0x01;
  return serial;
}

export const fingerprint = (der: Buffer, hash: string): string =>
  [...createHash(hash).update(der).digest()].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
