import { webcrypto } from 'node:crypto';
import type { ServerCertificate } from '../proxy/http-server.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR_MS = 365 * 24 * 3600 * 1000;

let made: Promise<ServerCertificate> | undefined;

/**
 * What the controller shows where it has no certificate of its own for a name: self-signed, made at its start. One a process:
 * making it costs some milliseconds, and the library is loaded only for it.
 */
export function fakeCertificate(nowMs: number): Promise<ServerCertificate> {
  made ??= create(nowMs);
  return made;
}

async function create(nowMs: number): Promise<ServerCertificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate',
    notBefore: new Date(nowMs),
    notAfter: new Date(nowMs + YEAR_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'ingress.local' }]),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}
