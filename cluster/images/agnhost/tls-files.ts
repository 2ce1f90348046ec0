import { webcrypto } from 'node:crypto';
import type { Process } from '../../machinery/machine.ts';
import type { ServerCertificate } from '../../proxy/http-server.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000;

let localhost: Promise<ServerCertificate> | undefined;

/**
 * A server's certificate and key (PEM) from the container's files. `/localhost.crt` and its key are part of the image and
 * made when they are first asked for. Throws `FileError`.
 */
export async function readCertificate(
  { machine }: Process,
  certificatePath: string,
  keyPath: string,
): Promise<ServerCertificate> {
  if (/^\/?localhost\.crt$/.test(certificatePath) && !machine.files.exists('/localhost.crt')) {
    localhost ??= createLocalhostCertificate(machine.clock.now());
    return localhost;
  }
  const text = (path: string) => Buffer.from(machine.files.read(path)).toString('utf8');
  return { certificate: text(certificatePath), key: text(keyPath) };
}

/** The library is loaded only by those who serve TLS with it. */
async function createLocalhostCertificate(nowMs: number): Promise<ServerCertificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'O=Acme Co',
    notBefore: new Date(nowMs - 3_600_000),
    notAfter: new Date(nowMs + TEN_YEARS_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
