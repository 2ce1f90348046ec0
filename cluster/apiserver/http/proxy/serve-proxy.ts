import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpOptions } from '../http-options.ts';
import { connectBackend } from './connect-backend.ts';
import { exchange, passOn } from './pass-on.ts';
import { requestHeaders } from './proxy-headers.ts';
import type { ProxyPath } from './proxy-path.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { serveKubelet } from './serve-kubelet.ts';

/** Passes one request on to a backend and its answer back (apimachinery/pkg/util/proxy/upgradeaware.go). `query` with its `?`. */
export async function serveProxy(
  options: HttpOptions,
  target: ProxyTarget,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path.target === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(301, { location: `${path.prefix}/${query}` }).end();
    return;
  }
  if (target.kubelet) return serveKubelet(target.kubelet, path, query, request, response);
  const socket = await connectBackend(options, target);
  response.once('close', () => socket.destroy());
  const sent = { host: target.host, path: `${path.target || '/'}${query}`, headers: requestHeaders(request, path) };
  const answer = await exchange(socket, sent, request);
  const hosts = [`${target.host}:${target.port}`, target.host, request.headers.host ?? ''];
  await passOn(answer, { prefix: path.prefix, hosts }, request, response);
}
