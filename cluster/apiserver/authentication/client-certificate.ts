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
  let known = usersOfSockets.get(socket);
  if (known === undefined) {
    known = readCertificate(socket);
    usersOfSockets.set(socket, known);
  }
  if (known === 'untrusted') throw refusals.unauthorized();
  return known === 'none' ? undefined : known;
}

/** A connection shows its certificate once; requests on it are many. */
const usersOfSockets = new WeakMap<TLSSocket, UserInfo | 'none' | 'untrusted'>();

function readCertificate(socket: TLSSocket): UserInfo | 'none' | 'untrusted' {
  const certificate = socket.getPeerCertificate();
  // Without a certificate Node gives an empty object.
  if (!certificate?.raw) return 'none';
  if (!socket.authorized) return 'untrusted';
  const name = first(certificate.subject.CN);
  if (name === '') return 'none';
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
