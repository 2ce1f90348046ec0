import type { Listener, Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { type Handler, serveHttp } from '../../proxy/http-server.ts';
import { respond } from '../http-service.ts';
import { parseFlags } from './flags.ts';
import { readCertificate } from './tls-files.ts';

/** Answers on each port that a variable SERVE_PORT_n or SERVE_TLS_PORT_n names with that variable's value. */
export async function porter(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2), ['json-response']);
  const asJson = flags.isSet('json-response');
  const listeners: Listener[] = [];
  for (const [name, value] of Object.entries(process.environment)) {
    const match = /^SERVE_(TLS_)?PORT_(\d+)$/.exec(name);
    if (!match) continue;
    const handler: Handler = ({ request, response }) =>
      asJson
        ? respond(response, 200, JSON.stringify({ Method: request.method, Body: value }), 'application/json')
        : respond(response, 200, value, /^<a[ >]/i.test(value) ? 'text/html; charset=utf-8' : undefined);
    const { CERT_FILE = '/localhost.crt', KEY_FILE = '/localhost.key' } = process.environment;
    const tls = match[1] ? { tls: await readCertificate(process, CERT_FILE, KEY_FILE) } : {};
    listeners.push(serveHttp(process.machine, { port: Number(match[2]), program: 'agnhost', ...tls }, handler));
  }
  await ended(process);
  for (const listener of listeners) listener.close();
  return 0;
}
