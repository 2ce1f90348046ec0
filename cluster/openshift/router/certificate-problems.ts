import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { RouteTls } from '../route/route.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** routeapihelpers.ExtendedValidateRoute: certificates and keys that could not be loaded, as texts of field errors. */
export function certificateProblems(tls: RouteTls | undefined): string[] {
  if (!tls) return [];
  const { certificate, key, caCertificate, destinationCACertificate } = tls;
  const problems: string[] = [];
  const refuse = (field: string, shown: string, why: string) =>
    problems.push(`spec.tls.${field}: Invalid value: "${shown}": ${why}`);
  if (caCertificate && !parsed(caCertificate)) {
    const why = 'failed to parse CA certificate: data does not contain any valid RSA or ECDSA certificates';
    refuse('caCertificate', 'redacted ca certificate data', why);
  }
  if (certificate) {
    const found = parsed(certificate);
    if (!found) refuse('certificate', 'redacted certificate data', 'tls: failed to find any PEM data');
    else keyProblem(found, `${certificate}\n${key ?? ''}`, refuse);
  }
  if (destinationCACertificate && !parsed(destinationCACertificate)) {
    const why = 'failed to parse destination CA certificate: data does not contain any valid RSA or ECDSA certificates';
    refuse('destinationCACertificate', 'redacted destination ca certificate data', why);
  }
  return problems;
}

function keyProblem(
  certificate: X509Certificate,
  keys: string,
  refuse: (field: string, shown: string, why: string) => void,
): void {
  if (!keys.includes('PRIVATE KEY-----')) return refuse('key', '', 'no key specified');
  const key = privateKeyIn(keys);
  if (!key) return refuse('key', 'redacted key data', 'tls: failed to parse private key');
  if (!certificate.checkPrivateKey(key)) {
    refuse('key', 'redacted key data', 'tls: private key does not match public key');
  }
}

function parsed(pem: string): X509Certificate | undefined {
  if (!pem.includes(CERTIFICATE)) return undefined;
  try {
    return new X509Certificate(pem.slice(pem.indexOf(CERTIFICATE)));
  } catch {
    return undefined;
  }
}

function privateKeyIn(text: string): KeyObject | undefined {
  const begin = text.search(/-----BEGIN [A-Z ]{0,16}PRIVATE KEY-----/);
  try {
    return createPrivateKey(text.slice(begin));
  } catch {
    return undefined;
  }
}
