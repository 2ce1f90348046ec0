import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { SessionCluster } from '../../../drivers/driver.ts';
import { connectionStream } from '../../../sessions/connection-stream.ts';

const Params = Type.Object({ session: Type.String({ maxLength: 64 }), '*': Type.String() });

/** Headers that belong to one connection (RFC 9110, section 7.6.1), and what a cluster must never see. */
const DROPPED = ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'cookie', 'origin'];

/** A session's Kubernetes API for any client: bearer token only, never the cookie. */
const proxy: FastifyPluginAsyncTypebox = async (app) => {
  // Bodies are passed on as they come.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/*',
    schema: { hide: true, params: Params },
    // @fastify/websocket takes every upgrade that reaches a handler: exec, attach and port-forward are passed on before.
    preHandler: async (request, reply) => {
      if (request.headers.upgrade !== undefined) return pass(request, reply);
    },
    handler: (request, reply) => pass(request, reply),
  });

  async function pass(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { session: id } = request.params as Static<typeof Params>;
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
      return refuse(reply, 401, 'Unauthorized', 'Unauthorized');
    }
    const session = await app.dependencies.sessions.find(id);
    if (!session?.isLive) return refuse(reply, 404, 'NotFound', `there is no session "${id}", or it has ended`);
    const cluster = await session.cluster();
    const path = request.raw.url?.slice(`/k8s/${id}`.length) || '/';
    reply.hijack();
    await forward(cluster, path, request, reply);
    return reply;
  }
};

/** As the API server refuses: a metav1.Status. */
function refuse(reply: FastifyReply, code: number, reason: string, message: string): FastifyReply {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return reply.code(code).send(status);
}

async function forward(
  cluster: SessionCluster,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const socket = connectionStream(await cluster.connect());
  const isUpgrade = request.headers.upgrade !== undefined;
  const outgoing = httpRequest({
    method: request.method,
    path,
    headers: {
      ...forwarded(request.headers),
      ...(isUpgrade ? upgradeHeaders(request.headers) : { connection: 'close' }),
    },
    createConnection: () => socket,
    setHost: false,
  });
  const incoming = request.raw;
  outgoing.on('error', () => {
    if (!reply.raw.headersSent) reply.raw.writeHead(502);
    reply.raw.destroy();
  });
  outgoing.on('response', (response) => {
    const headers = forwarded(response.headers);
    reply.raw.writeHead(response.statusCode ?? 502, response.statusMessage, headers);
    // Watches and logs: what has come is passed on at once.
    reply.raw.flushHeaders();
    response.pipe(reply.raw);
    response.on('error', () => reply.raw.destroy());
  });
  outgoing.on('upgrade', (response, upstream, head) => splice(response, upstream, head, incoming.socket));
  reply.raw.on('close', () => outgoing.destroy());
  if (isUpgrade) outgoing.end();
  else incoming.pipe(outgoing);
}

function splice(response: IncomingMessage, upstream: Duplex, head: Buffer, client: Duplex): void {
  const lines = Object.entries(response.headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${one}\r\n`),
  );
  client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
  if (head.length > 0) client.write(head);
  upstream.pipe(client);
  client.pipe(upstream);
  for (const [one, other] of [
    [upstream, client],
    [client, upstream],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const dropped = new Set([...DROPPED, ...(headers.connection ?? '').toLowerCase().split(/\s*,\s*/)]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}

function upgradeHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return { connection: 'Upgrade', upgrade: headers.upgrade };
}

export default proxy;
