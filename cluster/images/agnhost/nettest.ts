import type { Process } from '../../machinery/machine.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';
import { readBody } from './request-body.ts';

/** What /read shows: who has written, and what went wrong. */
interface NetworkTestState {
  readonly Hostname: string;
  readonly Sent: Readonly<Record<string, number>>;
  readonly Received: Record<string, number>;
  readonly Errors: string[] | null;
  readonly Log: readonly string[] | null;
  readonly StillContactingPeers: boolean;
}

/** The peers' side of the network test: says its name, counts who has written. */
export function nettest(process: Process): Promise<number> {
  const port = parseFlags(process.args.slice(2)).number('port', 8080);
  const { hostname } = process.machine;
  const received: Record<string, number> = {};
  const errors: string[] = [];
  return runHttpService(process, { port, program: 'agnhost' }, ({ request, response }) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (pathname === '/status') return respond(response, 200, 'running');
    if (pathname === '/read') {
      const state: NetworkTestState = {
        Hostname: hostname,
        Sent: {},
        Received: received,
        Errors: errors.length > 0 ? errors : null,
        Log: null,
        StillContactingPeers: false,
      };
      return respond(response, 200, JSON.stringify(state, null, '\t'));
    }
    if (pathname !== '/write') return respond(response, 404, '404 page not found\n');
    void readBody(request).then((text) => {
      const source = sourceOf(text);
      if (source) received[source] = (received[source] ?? 0) + 1;
      else errors.push(`${hostname}: Got request with no source`);
      respond(response, 200, `${JSON.stringify({ Hostname: hostname })}\n`);
    });
    return undefined;
  });
}

function sourceOf(text: string): string | undefined {
  try {
    const { Source } = JSON.parse(text) as { Source?: unknown };
    return typeof Source === 'string' ? Source : undefined;
  } catch {
    return undefined;
  }
}
