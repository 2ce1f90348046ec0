import { Annotations } from './annotations.ts';
import { isCanary } from './canary.ts';
import {
  commonNameFits,
  hostnameProblem,
  type IngressCertificate,
  readCertificate,
  type TlsSecret,
} from './ingress-certificate.ts';
import type { Ingress } from './ingress-objects.ts';
import { hostOf, type Server } from './ingress-servers.ts';
import type { Warn } from './translation-warning.ts';

const SOON_MS = 240 * 3600 * 1000;

export interface CertificateInputs {
  readonly secret: (key: string) => TlsSecret | undefined;
  readonly nowMs: number;
}

/** Each host's certificate, from the first Ingress whose TLS section is about it (createServers in ingress-nginx). */
export function chooseCertificates(
  ingresses: readonly Ingress[],
  servers: ReadonlyMap<string, Server>,
  inputs: CertificateInputs,
  warn: Warn,
): void {
  for (const ingress of ingresses) {
    if (isCanary(new Annotations(ingress)) || (ingress.spec.tls ?? []).length === 0) continue;
    for (const rule of ingress.spec.rules ?? []) {
      const server = servers.get(hostOf(rule));
      if (!server || server.certificate !== undefined) continue;
      const secretName = secretFor(server.hostname, ingress, inputs, warn);
      server.certificate = secretName
        ? certificateFor(server.hostname, `${ingress.metadata.namespace}/${secretName}`, inputs, warn)
        : 'default';
    }
  }
}

/** Of the TLS entry that lists the host, or of one whose certificate is for it. */
function secretFor(host: string, ingress: Ingress, inputs: CertificateInputs, warn: Warn): string | undefined {
  const entries = ingress.spec.tls ?? [];
  const listed = entries.find((entry) => entry.hosts?.some((one) => one.toLowerCase() === host.toLowerCase()));
  if (listed) return listed.secretName;
  for (const { secretName } of entries) {
    if (!secretName) continue;
    const key = `${ingress.metadata.namespace}/${secretName}`;
    const certificate = localCertificate(key, inputs);
    if (typeof certificate === 'string') {
      warn('W', 'controller.go:1815', `Error getting SSL certificate ${JSON.stringify(key)}: ${certificate}`);
    } else if (hostnameProblem(certificate, host) === undefined) return secretName;
  }
  return undefined;
}

function localCertificate(key: string, { secret }: CertificateInputs): IngressCertificate | string {
  const found = secret(key);
  const certificate = found && readCertificate(key, found);
  return typeof certificate === 'object' ? certificate : `local SSL certificate ${key} was not found`;
}

function certificateFor(
  host: string,
  key: string,
  inputs: CertificateInputs,
  warn: Warn,
): IngressCertificate | 'default' {
  const quoted = JSON.stringify(key);
  const certificate = localCertificate(key, inputs);
  if (typeof certificate === 'string') {
    tellUnreadable(key, inputs, warn);
    warn(
      'W',
      'controller.go:1526',
      `Error getting SSL certificate ${quoted}: ${certificate}. Using default certificate`,
    );
    return 'default';
  }
  const problem = hostnameProblem(certificate, host);
  if (problem !== undefined) {
    warn(
      'W',
      'controller.go:1540',
      `Unexpected error validating SSL certificate ${quoted} for server "${host}": ${problem}`,
    );
    const notice = 'Validating certificate against DNS names. This will be deprecated in a future version';
    warn('W', 'controller.go:1541', notice);
    if (!commonNameFits(certificate, host)) {
      const lack = `does not contain a Common Name or Subject Alternative Name for server "${host}": ${problem}`;
      warn('W', 'controller.go:1546', `SSL certificate ${quoted} ${lack}`);
      warn('W', 'controller.go:1547', 'Using default certificate');
      return 'default';
    }
  }
  const left = certificate.notAfter.getTime() - inputs.nowMs;
  const until = goTime(certificate.notAfter);
  if (left < 0) warn('W', 'controller.go:1556', `SSL certificate for server "${host}" expired (${until})`);
  else if (left < SOON_MS) {
    warn('W', 'controller.go:1558', `SSL certificate for server "${host}" is about to expire (${until})`);
  }
  return certificate;
}

/** The Secret is there, but no key pair is in it. */
function tellUnreadable(key: string, { secret }: CertificateInputs, warn: Warn): void {
  const found = secret(key);
  const reason = found ? readCertificate(key, found) : `no object matching key ${JSON.stringify(key)} in local store`;
  if (typeof reason === 'string') warn('W', 'backend_ssl.go:47', `Error obtaining X.509 certificate: ${reason}`);
}

/** time.Time's String in UTC. */
function goTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
