import type { Process } from '../../machinery/machine.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';

/** The peers' side of the network test: says its name, counts who has written. */
export function nettest(process: Process): Promise<number> {
  const port = parseFlags(process.args.slice(2)).number('port', 8080);
  const received: Record<string, number> = {};
  return runHttpService(process, { port, program: 'agnhost' }, ({ request, response }) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const state = { Hostname: process.machine.hostname, Sent: {}, Received: received, Errors: [], Log: [] };
    if (pathname === '/read') return respond(response, 200, JSON.stringify(state), 'application/json');
    if (pathname === '/status') return respond(response, 200, 'running');
    if (pathname !== '/write') return respond(response, 404, '404 page not found\n');
    const source = searchParams.get('source') ?? 'unknown';
    received[source] = (received[source] ?? 0) + 1;
    return respond(response, 200, JSON.stringify({ Hostname: process.machine.hostname }), 'application/json');
  });
}
