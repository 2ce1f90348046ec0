import type { Process } from '../../machinery/machine.ts';
import { respond, runHttpService } from '../http-service.ts';

const HEALTHY_MS = 10_000;

/** Healthy for ten seconds, then no more. */
export function liveness(process: Process): Promise<number> {
  const startedMs = process.machine.clock.now();
  return runHttpService(process, { port: 8080, program: 'agnhost' }, ({ request, response }) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const forMs = process.machine.clock.now() - startedMs;
    if (pathname === '/started') return respond(response, 200, `${forMs / 1000}s`);
    if (pathname === '/redirect') {
      response.writeHead(302, { Location: searchParams.get('loc') ?? '' });
      return response.end();
    }
    if (pathname !== '/healthz') return respond(response, 404, '404 page not found\n');
    return forMs > HEALTHY_MS ? respond(response, 500, `error: ${forMs / 1000}`) : respond(response, 200, 'ok');
  });
}
