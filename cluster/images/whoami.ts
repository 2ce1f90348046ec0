import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import type { Exchange } from '../proxy/http-server.ts';
import { parseFlags } from './agnhost/flags.ts';
import { logLine, respond, runHttpService } from './http-service.ts';

/** traefik/whoami: says who answers and what the request looked like when it arrived. `--port N`, `--name NAME`. */
export const whoamiImage: Image = {
  repository: 'docker.io/traefik/whoami',
  sizeBytes: 2_951_120,
  entrypoint: ['/whoami'],
  programs: { whoami },
  programPaths: ['/whoami'],
  environment: { WHOAMI_PORT_NUMBER: '80' },
  distroless: true,
  ports: [80],
};

async function whoami(process: Process): Promise<number> {
  const { args, environment } = process;
  const flags = parseFlags(args.slice(1), ['verbose']);
  const port = Number(flags.text('port', environment['WHOAMI_PORT_NUMBER'] ?? '80'));
  const name = flags.text('name', environment['WHOAMI_NAME']);
  const time = new Date(process.machine.clock.now()).toISOString();
  logLine(process, `${time.slice(0, 10).replaceAll('-', '/')} ${time.slice(11, 19)} Starting up on port ${port}`);
  return runHttpService(process, { port, program: 'whoami' }, (exchange) => answer(process, name, exchange));
}

function answer({ machine }: Process, name: string, { request, response, socket }: Exchange): void {
  const [path = '/'] = (request.url ?? '/').split('?');
  if (path === '/health') return respond(response, 200, '');
  const ip = ['127.0.0.1', ...addressesOf(socket.localAddress)];
  const host = request.headers.host ?? '';
  const headers = sortedHeaders(request.rawHeaders);
  if (path === '/api') {
    const fields = {
      hostname: machine.hostname,
      ip,
      headers: Object.fromEntries(headers.map(([key, value]) => [key, [value]])),
    };
    const body = { ...fields, url: request.url, host, method: request.method, ...(name ? { name } : {}) };
    return respond(response, 200, `${JSON.stringify(body)}\n`, 'application/json');
  }
  const lines = [
    ...(name ? [`Name: ${name}`] : []),
    `Hostname: ${machine.hostname}`,
    ...ip.map((address) => `IP: ${address}`),
    `RemoteAddr: ${socket.remoteAddress}:${socket.remotePort}`,
    `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    `Host: ${host}`,
    ...headers.map(([key, value]) => `${key}: ${value}`),
  ];
  respond(response, 200, `${lines.join('\n')}\n\n`);
}

function addressesOf(local: string): string[] {
  return local === '127.0.0.1' ? [] : [local];
}

/** Without Host, by name, in the canonical spelling of Go's net/http. */
function sortedHeaders(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase().replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
    if (name !== 'Host' && name !== 'Connection') headers.push([name, raw[index + 1] ?? '']);
  }
  return headers.sort(([one], [other]) => (one < other ? -1 : 1));
}
