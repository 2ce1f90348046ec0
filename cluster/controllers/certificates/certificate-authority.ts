import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** PEM texts of the cluster's certificate authority: a P-256 key, as the API server's own is. */
export interface CertificateAuthority {
  readonly certificate: string;
  readonly key: string;
}

export interface SigningOptions {
  readonly usages: readonly string[];
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly lifetimeMs: number;
  /** Hexadecimal. */
  readonly serialNumber: string;
}

const MINUTE_MS = 60_000;
/** The beginning lies this much in the past: clocks differ. */
const BACKDATE_MS = 5 * MINUTE_MS;
/** Below this the end is not moved by what the beginning was. */
const SHORT_MS = 8 * 60 * MINUTE_MS;
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const KEY_USAGES: Readonly<Record<string, x509.KeyUsageFlags>> = {
  signing: x509.KeyUsageFlags.digitalSignature,
  'digital signature': x509.KeyUsageFlags.digitalSignature,
  'content commitment': x509.KeyUsageFlags.nonRepudiation,
  'key encipherment': x509.KeyUsageFlags.keyEncipherment,
  'key agreement': x509.KeyUsageFlags.keyAgreement,
  'data encipherment': x509.KeyUsageFlags.dataEncipherment,
  'cert sign': x509.KeyUsageFlags.keyCertSign,
  'crl sign': x509.KeyUsageFlags.cRLSign,
  'encipher only': x509.KeyUsageFlags.encipherOnly,
  'decipher only': x509.KeyUsageFlags.decipherOnly,
};
const EXTENDED_KEY_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** A PEM certificate for a request, as PermissiveSigningPolicy makes it (pkg/controller/certificates/authority). */
export async function signRequest(
  authority: CertificateAuthority,
  request: x509.Pkcs10CertificateRequest,
  { usages, nowMs, lifetimeMs, serialNumber }: SigningOptions,
): Promise<string> {
  if (!(await request.verify())) throw new Error('unable to verify certificate request signature');
  const issuer = new x509.X509Certificate(authority.certificate);
  const key = x509.PemConverter.decodeFirst(authority.key);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', key, ALGORITHM, false, ['sign']);
  const end = nowMs + (lifetimeMs < SHORT_MS ? lifetimeMs : lifetimeMs - BACKDATE_MS);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject: request.subjectName.toJSON(),
    issuer: issuer.subject,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(Math.min(end, issuer.notAfter.getTime())),
    signingAlgorithm: ALGORITHM,
    publicKey: request.publicKey,
    signingKey,
    extensions: extensionsOf(request, usages),
  });
  return `${certificate.toString('pem')}\n`;
}

function extensionsOf(request: x509.Pkcs10CertificateRequest, usages: readonly string[]): x509.Extension[] {
  const flags = usages.reduce((sum, usage) => sum | (KEY_USAGES[usage] ?? 0), 0);
  const extended = usages.flatMap((usage) => EXTENDED_KEY_USAGES[usage] ?? []);
  const names = request.getExtension(SUBJECT_ALTERNATIVE_NAME);
  return [
    ...(flags === 0 ? [] : [new x509.KeyUsagesExtension(flags, true)]),
    ...(extended.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...new Set(extended)])]),
    new x509.BasicConstraintsExtension(false, undefined, true),
    ...(names ? [names] : []),
  ];
}
