import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UserInfo } from '../../machinery/api-transport.ts';
import { StatusError } from '../errors.ts';
import type { HttpOptions } from '../http/http-options.ts';
import { exchange, passOn } from '../http/proxy/pass-on.ts';
import { requestHeaders } from '../http/proxy/proxy-headers.ts';
import { joinUpgrade } from '../http/proxy/proxy-upgrade.ts';
import { respondWithText } from '../http/respond.ts';
import type { ServerState } from '../resource-request.ts';
import { connectService, ResolveError } from './connect-service.ts';
import { withIdentity } from './remote-headers.ts';
import type { RemoteService } from './remote-service.ts';

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
const UNAVAILABLE = 'service unavailable';

/** One client's request for an aggregated API server. */
export interface RemoteRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly user: UserInfo;
}

/** Passes a request on to the API server behind an APIService, as its user (kube-aggregator/pkg/apiserver/handler_proxy.go). */
export async function serveRemote(
  server: ServerState,
  options: Pick<HttpOptions, 'dial'>,
  remote: RemoteService,
  { request, url, user }: RemoteRequest,
  response: ServerResponse,
): Promise<void> {
  const refuse = (text: string) => respondWithText(request, response, `${text}\n`, { status: 503, headers: PLAIN });
  if (!remote.available) return refuse(UNAVAILABLE);
  try {
    const socket = await connectService(server, options.dial, remote, true);
    response.once('close', () => socket.destroy());
    const forwarded = { host: request.headers.host ?? '', path: `${url.pathname}${url.search}` };
    const headers = withIdentity(requestHeaders(request, { prefix: '', target: url.pathname }), user);
    const answer = await exchange(socket, { ...forwarded, headers }, request);
    await passOn(answer, { prefix: '', hosts: [] }, request, response);
  } catch (error) {
    if (response.headersSent) throw error;
    refuse(failureText(error));
  }
}

/** The same for a request that leaves HTTP behind. Rejects with the text of a 503. */
export async function upgradeRemote(
  server: ServerState,
  options: Pick<HttpOptions, 'dial'>,
  remote: RemoteService,
  { request, url, user }: RemoteRequest,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): Promise<void> {
  const backend = remote.available
    ? await connectService(server, options.dial, remote, true).catch(failureText)
    : UNAVAILABLE;
  if (typeof backend === 'string') {
    socket.end(`HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n\r\n${backend}\n`);
    return;
  }
  const sent = requestHeaders(request, { prefix: '', target: url.pathname }, { keepUpgrade: true });
  joinUpgrade(backend, `${request.method} ${url.pathname}${url.search}`, withIdentity(sent, user), socket, head);
}

function failureText(error: unknown): string {
  if (error instanceof ResolveError) return UNAVAILABLE;
  if (error instanceof StatusError) return error.message;
  return `error trying to reach service: ${error instanceof Error ? error.message : error}`;
}
