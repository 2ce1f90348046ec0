import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** PEM texts, so that they can be handed to other threads. */
export interface ServingCredentials {
  /** The certificate authority, as a kubeconfig's certificate-authority-data or kube-root-ca.crt has it. */
  readonly ca: string;
  readonly caKey: string;
  readonly certificate: string;
  readonly key: string;
}

const SERVER_NAMES: x509.JsonGeneralName[] = [
  ...[
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    'localhost',
    'node1',
  ].map((value): x509.JsonGeneralName => ({ type: 'dns', value })),
  ...['10.96.0.1', '10.100.1.10', '127.0.0.1'].map((value): x509.JsonGeneralName => ({ type: 'ip', value })),
];

/** As kubeadm gives out: ten years for an authority, one for a server. */
const YEAR_MS = 365 * 24 * 3600 * 1000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A new authority and a server certificate signed by it. Costs some milliseconds: make one a process and share it.
 * `nowMs` is real time, because real TLS clients compare it with theirs.
 */
export async function createServingCredentials(
  nowMs: number,
  extraNames: readonly x509.JsonGeneralName[] = [],
): Promise<ServingCredentials> {
  const authorityKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notBefore = new Date(nowMs - 3600 * 1000);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=kubernetes',
    notBefore,
    notAfter: new Date(nowMs + 10 * YEAR_MS),
    signingAlgorithm: ALGORITHM,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'kubernetes' }]),
    ],
  });
  const serverKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=kube-apiserver',
    issuer: authority.subject,
    notBefore,
    notAfter: new Date(nowMs + YEAR_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([...SERVER_NAMES, ...extraNames]),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey);
  const caKey = await webcrypto.subtle.exportKey('pkcs8', authorityKeys.privateKey);
  return {
    ca: `${authority.toString('pem')}\n`,
    caKey: `${x509.PemConverter.encode(caKey, 'PRIVATE KEY')}\n`,
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}
