import type { Process } from '../../machinery/machine.ts';
import { respond, runHttpService } from '../http-service.ts';
import { parseFlags } from './flags.ts';

/** Serves the container's files from its root. */
export function testWebserver(process: Process): Promise<number> {
  const port = parseFlags(process.args.slice(2)).number('port', 80);
  const { files } = process.machine;
  return runHttpService(process, { port, program: 'agnhost' }, ({ request, response }) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname).replace(/(.)\/+$/, '$1');
    response.setHeader('Cache-Control', 'private');
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (!files.exists(path)) return respond(response, 404, '404 page not found\n');
    if (files.stat(path).kind === 'file') {
      const body = files.read(path);
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length });
      return response.end(request.method === 'HEAD' ? undefined : body);
    }
    const links = files.list(path).map((name) => `<a href="${encodeURI(name)}">${name}</a>\n`);
    return respond(response, 200, `<pre>\n${links.join('')}</pre>\n`, 'text/html; charset=utf-8');
  });
}
