import type { Listener, Process, UdpSocket } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { serveHttp } from '../../proxy/http-server.ts';
import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import { type Flags, parseFlags } from './flags.ts';

/** Says its host's name over HTTP, or raw over TCP or UDP. */
export async function serveHostname(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['tcp', 'udp', 'http', 'close']);
  const port = flags.number('port', 9376);
  const listener = flags.isSet('udp') ? serveDatagrams(process, port) : serveStreams(process, port, flags);
  goLog(process, `Serving on port ${port}.`);
  await ended(process);
  goLog(process, 'Shutting down after receiving signal: terminated.');
  listener.close();
  return 0;
}

function serveDatagrams(process: Process, port: number): UdpSocket {
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

function serveStreams(process: Process, port: number, flags: Flags): Listener {
  const { hostname, network } = process.machine;
  return flags.text('http', 'true') !== 'false'
    ? serveHttp(process.machine, { port, program: 'agnhost' }, ({ response, socket }) => {
        goLog(process, `HTTP request from ${socket.remoteAddress}:${socket.remotePort}`);
        if (flags.isSet('close')) response.setHeader('Connection', 'close');
        respond(response, 200, hostname);
      })
    : network.listen(
        port,
        (socket) => {
          goLog(process, `TCP request from ${socket.remoteAddress}:${socket.remotePort}`);
          socket.on('error', () => socket.destroy());
          socket.end(hostname);
        },
        { program: 'agnhost' },
      );
}
