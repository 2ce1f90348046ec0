import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { UserInfo } from '../../machinery/api-transport.ts';
import { refusals } from '../errors.ts';

const EXTRA_CREDENTIAL = 'authentication.kubernetes.io/credential-id';

/**
 * The user of a client certificate: its common name, with its organisations as groups (apiserver/pkg/authentication/
 * request/x509). Undefined without one; throws 401 when the cluster's authority has not signed it.
 */
export function certificateUser(socket: Duplex): UserInfo | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerCertificate();
  // Without a certificate Node gives an empty object.
  if (!certificate?.raw) return undefined;
  const name = first(certificate.subject.CN);
  if (!socket.authorized) throw refusals.unauthorized();
  if (name === '') return undefined;
  const extra = { [EXTRA_CREDENTIAL]: [`X509SHA256=${createHash('sha256').update(certificate.raw).digest('hex')}`] };
  return { name, groups: organisations(certificate), extra };
}

function organisations({ subject }: PeerCertificate): string[] {
  const value: unknown = subject.O;
  return value === undefined ? [] : [value].flat().map(String);
}

function first(value: unknown): string {
  return value === undefined ? '' : String([value].flat()[0]);
}
