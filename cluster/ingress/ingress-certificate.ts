import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { ServerCertificate } from '../proxy/http-server.ts';

/** A certificate from a Secret of type kubernetes.io/tls, as the controller has looked at it. */
export interface IngressCertificate extends ServerCertificate {
  readonly parsed: X509Certificate;
  readonly notAfter: Date;
}

export interface TlsSecret {
  readonly metadata: { readonly resourceVersion?: string };
  readonly data?: Readonly<Record<string, string>>;
}

const known = new WeakMap<TlsSecret, IngressCertificate | string>();

/** The pair in a Secret, or why there is none, in the controller's words. */
export function readCertificate(key: string, secret: TlsSecret): IngressCertificate | string {
  const seen = known.get(secret);
  if (seen !== undefined) return seen;
  const result = parse(key, secret.data ?? {});
  known.set(secret, result);
  return result;
}

function parse(key: string, data: Readonly<Record<string, string>>): IngressCertificate | string {
  const text = (name: string) => Buffer.from(data[name] ?? '', 'base64').toString('utf8');
  if (data['tls.crt'] === undefined && data['tls.key'] === undefined) {
    return `secret ${JSON.stringify(key)} contains no keypair or CA certificate`;
  }
  const [certificate, privateKey] = [text('tls.crt'), text('tls.key')];
  if (certificate === '') return `key 'tls.crt' missing from Secret ${JSON.stringify(key)}`;
  if (privateKey === '') return `key 'tls.key' missing from Secret ${JSON.stringify(key)}`;
  try {
    const parsed = new X509Certificate(certificate);
    createSecureContext({ cert: certificate, key: privateKey });
    return { certificate, key: privateKey, parsed, notAfter: new Date(parsed.validTo) };
  } catch (error) {
    return `unexpected error creating SSL Cert: ${reason(error)}`;
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'tls: private key does not match public key';
  if (code === 'ERR_OSSL_X509_KEY_TYPE_MISMATCH') return 'tls: private key type does not match public key type';
  return 'no valid PEM formatted block found';
}

/** Whether a certificate is for a host (crypto/x509's VerifyHostname), or why not. */
export function hostnameProblem({ parsed }: IngressCertificate, host: string): string | undefined {
  const names = dnsNames(parsed);
  if (names.length === 0) {
    return 'x509: certificate relies on legacy Common Name field, use SANs instead';
  }
  const wanted = host.toLowerCase();
  const fits = (name: string) =>
    name.toLowerCase() === wanted ||
    (name.startsWith('*.') &&
      wanted.includes('.') &&
      name.slice(1).toLowerCase() === wanted.slice(wanted.indexOf('.')));
  return names.some(fits) ? undefined : `x509: certificate is valid for ${names.join(', ')}, not ${host}`;
}

/** The same, of the Common Name, which the controller asks next. */
export function commonNameFits({ parsed }: IngressCertificate, host: string): boolean {
  const name = /(?:^|\n)CN=([^\n]+)/.exec(parsed.subject)?.[1]?.toLowerCase();
  const wanted = host.toLowerCase();
  if (name === undefined) return false;
  return name === wanted || (name.startsWith('*.') && wanted.slice(wanted.indexOf('.')) === name.slice(1));
}

function dnsNames({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '').split(', ').flatMap((part) => (part.startsWith('DNS:') ? part.slice(4) : []));
}
