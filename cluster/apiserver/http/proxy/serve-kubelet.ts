import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProxyPath } from './proxy-path.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** A node's proxy on the kubelet's port: its kubelet answers itself. */
export async function serveKubelet(
  kubelet: NonNullable<ProxyTarget['kubelet']>,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await kubelet.http?.(request.method ?? 'GET', `${path.target}${query}`);
  const { status, contentType, body } = answer ?? {
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    body: '404 page not found\n',
  };
  response.writeHead(status, {
    'cache-control': 'no-cache, private',
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
