import type { IncomingMessage } from 'node:http';
import type { UserInfo } from '../../machinery/api-transport.ts';
import { certificateUser } from '../authentication/client-certificate.ts';
import { impersonate } from '../authentication/impersonation.ts';
import { requestHeaderUser } from '../authentication/request-header.ts';
import { authenticateServiceAccount, TokenError } from '../authentication/service-account-authenticator.ts';
import { refusals } from '../errors.ts';
import type { ServerState } from '../resource-request.ts';

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
const WEBSOCKET_TOKEN = 'base64url.bearer.authorization.k8s.io.';

/**
 * Who asks: the client certificate's or bearer token's user, or nobody in particular, and whom they act as. Cookies are
 * never looked at. Throws 401 and 403.
 */
export function authenticateRequest(server: ServerState, request: IncomingMessage): UserInfo {
  return impersonate(server, request, withAuthenticated(authenticated(server, request)));
}

function authenticated(server: ServerState, request: IncomingMessage): UserInfo {
  const byHeaders = server.delegation && requestHeaderUser(request);
  if (byHeaders) return byHeaders;
  const byCertificate = certificateUser(request.socket);
  if (byCertificate) return byCertificate;
  const token = bearerToken(request);
  if (token === '') return ANONYMOUS;
  const user = server.authenticate(token) ?? serviceAccountUser(server, token);
  if (!user) throw refusals.unauthorized();
  return user;
}

function serviceAccountUser(server: ServerState, token: string): UserInfo | undefined {
  try {
    return authenticateServiceAccount(server, token)?.user;
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}

/** Browsers cannot set the header of a WebSocket: there the token is a subprotocol (request/websocket/protocol.go). */
function bearerToken(request: IncomingMessage): string {
  const [scheme, token = ''] = (request.headers.authorization ?? '').trim().split(' ', 2);
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return '';
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const encoded = protocols.find((name) => name.startsWith(WEBSOCKET_TOKEN));
  if (encoded === undefined) return '';
  request.headers['sec-websocket-protocol'] = protocols.filter((name) => name !== encoded).join(', ');
  return Buffer.from(encoded.slice(WEBSOCKET_TOKEN.length), 'base64url').toString('utf8');
}

function withAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes('system:authenticated') || user.groups.includes('system:unauthenticated')) return user;
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}
