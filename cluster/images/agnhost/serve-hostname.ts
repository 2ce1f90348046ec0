import type { Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { serveHttp } from '../../proxy/http-server.ts';
import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import { parseFlags } from './flags.ts';

/** Says its host's name over HTTP, or raw over TCP. */
export async function serveHostname(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['tcp', 'udp', 'http', 'close']);
  const port = flags.number('port', 9376);
  const { hostname, network } = process.machine;
  const serveOverHttp = flags.text('http', 'true') !== 'false';
  const listener = serveOverHttp
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
  goLog(process, `Serving on port ${port}.`);
  await ended(process);
  goLog(process, 'Shutting down after receiving signal: terminated.');
  listener.close();
  return 0;
}
