import { createSecureContext, type SecureContext } from 'node:tls';
import { HostTable } from './host-match.ts';
import type { ServerCertificate } from './http-server.ts';
import type { ListenerTls } from './proxy-configuration.ts';

/** Contexts cost a little to make: one for each certificate, when it is first shown. */
const contexts = new WeakMap<ServerCertificate, SecureContext>();

function contextOf(certificate: ServerCertificate): SecureContext {
  const known = contexts.get(certificate);
  if (known) return known;
  const context = createSecureContext({
    cert: certificate.certificate,
    key: certificate.key,
    minVersion: 'TLSv1.2',
  });
  contexts.set(certificate, context);
  return context;
}

/** The certificate for a server name: of the name, of its wildcard, or the fallback. */
export class CertificateChoice {
  readonly #names = new HostTable<ServerCertificate>();
  readonly #fallback: ServerCertificate | undefined;

  constructor(tls: ListenerTls) {
    this.#fallback = tls.fallback;
    for (const { hostname, certificate } of tls.certificates) this.#names.add(hostname, certificate);
  }

  /** Undefined: the handshake cannot go on. */
  contextFor(serverName: string | undefined): SecureContext | undefined {
    const named = serverName === undefined ? undefined : this.#names.find(serverName.toLowerCase());
    const certificate = named ?? this.#fallback;
    return certificate && contextOf(certificate);
  }
}
