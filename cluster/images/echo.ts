import type { Image } from '../kubelet/image.ts';
import type { MachineNetwork, MachineSocket, Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { type Exchange, serveHttp } from '../proxy/http-server.ts';
import { type ProxyProtocolSource, readProxyProtocol } from '../proxy/proxy-protocol.ts';
import { logLine, respond } from './http-service.ts';

/**
 * Says who it is, who it thinks is calling, and why: `/` all of it, `/hostname`, `/clientip`, `/client`, `/headers`, `/healthz`.
 * Environment: `PORT` (8080); `PROXY_PROTOCOL=accept` wants a PROXY v1 line before each connection; `TRUSTED_HOPS=N` takes the
 * client's address from X-Forwarded-For, the Nth entry from the right (0: the peer's address). It ends at once on SIGTERM.
 */
export const echoImage: Image = {
  repository: 'ghcr.io/rabbithole-labs/echo',
  tags: ['1.0'],
  sizeBytes: 4_913_004,
  entrypoint: ['/echo'],
  programs: { echo },
  programPaths: ['/echo'],
  ports: [8080],
  user: 'nobody',
};

/** What a connection's PROXY line said. */
type Sources = WeakMap<MachineSocket, ProxyProtocolSource>;

async function echo(process: Process): Promise<number> {
  const { environment, machine } = process;
  const port = Number(environment['PORT'] ?? '8080');
  const wantsLine = environment['PROXY_PROTOCOL'] === 'accept';
  const trustedHops = Number(environment['TRUSTED_HOPS'] ?? '0');
  const sources: Sources = new WeakMap();
  const network = wantsLine ? behindProxyLine(machine.network, sources) : machine.network;
  const listener = serveHttp({ network, clock: machine.clock }, { port, program: 'echo' }, (exchange) => {
    const { request, socket } = exchange;
    const peer = peerOf(socket, sources);
    const client = clientOf(exchange, peer.address, trustedHops);
    if (request.url !== '/healthz') logLine(process, `${peer.address}:${peer.port} "${request.method} ${request.url}"`);
    answer(exchange, machine.hostname, peer, client);
  });
  logLine(process, `listening on port ${port}${wantsLine ? ', a PROXY line comes first' : ''}`);
  await ended(process);
  listener.close();
  return 0;
}

function answer({ request, response }: Exchange, pod: string, peer: ProxyProtocolSource, client: string): void {
  const path = (request.url ?? '/').split('?')[0];
  const forwarded = String(request.headers['x-forwarded-for'] ?? '-');
  const all = [
    `pod:             ${pod}`,
    `peer:            ${peer.address}:${peer.port}`,
    `x-forwarded-for: ${forwarded}`,
    `client:          ${client}`,
  ];
  const bodies: Readonly<Record<string, string>> = {
    '/hostname': pod,
    '/clientip': `${peer.address}:${peer.port}`,
    '/client': client,
    '/headers': headerLines(request.rawHeaders).join('\n'),
    '/healthz': 'ok',
  };
  respond(response, 200, `${bodies[path ?? '/'] ?? all.join('\n')}\n`);
}

function peerOf(socket: MachineSocket, sources: Sources): ProxyProtocolSource {
  return sources.get(socket) ?? { address: socket.remoteAddress, port: socket.remotePort };
}

/** The last entry was written by the proxy that is the peer, the one before by the proxy in front of it. */
function clientOf({ request }: Exchange, peer: string, trustedHops: number): string {
  if (trustedHops === 0) return peer;
  const entries = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.at(-trustedHops) ?? peer;
}

/** Connections are handed over when their PROXY line has been read; one without is closed. */
function behindProxyLine(network: MachineNetwork, sources: Sources): MachineNetwork {
  return {
    ...network,
    listen: (port, accept, options) =>
      network.listen(
        port,
        (socket) => {
          void readProxyProtocol(socket).then((line) => {
            if (line === undefined || line === 'invalid') return void socket.destroy();
            if (line !== 'unknown') sources.set(socket, line);
            accept(socket);
          });
        },
        options,
      ),
  };
}

function headerLines(raw: readonly string[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < raw.length; index += 2) lines.push(`${raw[index]}: ${raw[index + 1]}`);
  return lines;
}
