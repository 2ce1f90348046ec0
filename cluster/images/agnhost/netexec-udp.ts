import type { Process, UdpSocket } from '../../machinery/machine.ts';
import { goLog } from '../go-text.ts';

/** The server for datagrams: `hostname`, `echo TEXT`, `clientip`, `serverport`; anything else is not answered. */
export function serveUdp(process: Process, port: number): UdpSocket {
  const { hostname, network } = process.machine;
  const socket = network.listenUdp(
    port,
    ({ data, address, port: from }) => {
      const client = `${address}:${from}`;
      // A command may come in any letters, so what is echoed has small ones.
      const text = Buffer.from(data).toString('utf8').trim().toLowerCase();
      const respond = (answer: string, words: string) => {
        goLog(process, words);
        socket.send(Buffer.from(answer), from, address);
      };
      if (text === 'hostname') respond(hostname, 'Sending udp hostName response');
      else if (text.startsWith('echo ')) {
        respond(text.slice(5), `Echoing ${text.slice(5)} to UDP client ${client}`);
      } else if (text === 'clientip') respond(client, `Sending clientip back to UDP client ${client}`);
      else if (text === 'serverport') respond(String(port), `Sending server port to UDP client ${port}`);
      else if (text !== '') goLog(process, `Unknown UDP command received from ${client}: ${text}`);
    },
    { program: 'agnhost' },
  );
  goLog(process, `Started UDP server on port  ${port}`);
  return socket;
}
