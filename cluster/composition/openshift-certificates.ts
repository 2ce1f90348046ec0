import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { INGRESS_DOMAIN } from '../openshift/route/route-defaults.ts';
import type { StartCertificates } from '../openshift/start/start-object.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR_MS = 365 * 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Two authorities, as such a cluster has: ingress-operator's for the router, service-ca's for Services. `nowMs` is real time. */
export async function createOpenShiftCertificates(nowMs: number): Promise<StartCertificates> {
  const second = Math.floor(nowMs / 1000);
  const [ingress, services] = await Promise.all([
    createAuthority(`CN=ingress-operator@${second}`, nowMs),
    createAuthority(`CN=openshift-service-serving-signer@${second}`, nowMs),
  ]);
  const service = 'console.openshift-console.svc';
  const [router, console] = await Promise.all([
    issue(ingress, [`*.${INGRESS_DOMAIN}`], nowMs),
    issue(services, [service, `${service}.cluster.local`], nowMs),
  ]);
  return { router, console, routerAuthority: pem(ingress.certificate), serviceAuthority: pem(services.certificate) };
}

async function createAuthority(name: string, nowMs: number): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    notBefore: new Date(nowMs - HOUR_MS),
    notAfter: new Date(nowMs + 2 * YEAR_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
    ],
  });
  return { certificate, keys };
}

async function issue({ certificate: authority, keys }: Authority, names: readonly string[], nowMs: number) {
  const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0]}`,
    issuer: authority.subject,
    notBefore: new Date(nowMs - HOUR_MS),
    notAfter: new Date(nowMs + 2 * YEAR_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: own.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }) as const)),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
  // The chain, as the router's certificate has it.
  const chain = `${pem(certificate)}${pem(authority)}`;
  return { certificate: chain, key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n` };
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
