import type { Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { serveHttp } from '../../proxy/http-server.ts';
import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import { parseFlags } from './flags.ts';

/** Says its host's name over HTTP, or raw over TCP and UDP. */
export async function serveHostname(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['tcp', 'udp', 'http', 'close']);
  const port = flags.number('port', 9376);
  const http = flags.text('http', 'true') !== 'false';
  if (http && (flags.isSet('tcp') || flags.isSet('udp'))) {
    goLog(process, "Can't server TCP/UDP mode and HTTP mode at the same time");
    return 1;
  }
  const servers = [
    ...(flags.isSet('tcp') ? [serveStreams(process, port)] : []),
    ...(flags.isSet('udp') ? [serveDatagrams(process, port)] : []),
    ...(http ? [serveRequests(process, port, flags.isSet('close'))] : []),
  ];
  goLog(process, `Serving on port ${port}.`);
  await ended(process);
  goLog(process, 'Shutting down after receiving signal: terminated.');
  for (const server of servers) server.close();
  return 0;
}

function serveRequests(process: Process, port: number, close: boolean): { close(): void } {
  return serveHttp(process.machine, { port, program: 'agnhost' }, ({ response, socket }) => {
    goLog(process, `HTTP request from ${socket.remoteAddress}:${socket.remotePort}`);
    if (close) response.setHeader('Connection', 'close');
    respond(response, 200, process.machine.hostname);
  });
}

function serveStreams(process: Process, port: number): { close(): void } {
  const { hostname, network } = process.machine;
  return network.listen(
    port,
    (socket) => {
      goLog(process, `TCP request from ${socket.remoteAddress}:${socket.remotePort}`);
      socket.on('error', () => socket.destroy());
      socket.end(hostname);
    },
    { program: 'agnhost' },
  );
}

function serveDatagrams(process: Process, port: number): { close(): void } {
  const { hostname, network } = process.machine;
  const answer = Buffer.from(hostname);
  const socket = network.listenUdp(
    port,
    ({ address, port: from }) => {
      goLog(process, `UDP request from ${address}:${from}`);
      socket.send(answer, from, address);
    },
    { program: 'agnhost' },
  );
  return socket;
}
