import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import type { Exchange } from '../proxy/http-server.ts';
import { logLine, runHttpService } from './http-service.ts';

/**
 * The labs' application: answers its colour and its pod's name, and says who it thinks is calling.
 * `colour --colour red --port 8080`; GET / · /clientip · /headers · /healthz
 */
export const colourImage: Image = {
  repository: 'ghcr.io/rabbithole-labs/colour',
  tags: ['1.0'],
  sizeBytes: 4_812_331,
  entrypoint: ['/colour'],
  defaultArguments: ['--colour', 'red', '--port', '8080'],
  programs: { colour },
  ports: [8080],
  user: 'nobody',
};

async function colour(process: Process): Promise<number> {
  const colourName = option(process.args, '--colour') ?? 'red';
  const port = Number(option(process.args, '--port') ?? '8080');
  logLine(process, `${colourName} listens on port ${port}`);
  return runHttpService(process, { port, program: 'colour' }, (exchange) => {
    answer(exchange, colourName, process.machine.hostname);
    const { request, response, socket } = exchange;
    if (request.url !== '/healthz') {
      logLine(
        process,
        `${socket.remoteAddress}:${socket.remotePort} "${request.method} ${request.url}" ${response.statusCode} x-forwarded-for=${request.headers['x-forwarded-for'] ?? '-'}`,
      );
    }
  });
}

function answer({ request, response, socket }: Exchange, colourName: string, pod: string): void {
  const path = (request.url ?? '/').split('?')[0];
  const text = (body: string) => {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (path === '/clientip') return text(`${socket.remoteAddress}:${socket.remotePort}\n`);
  if (path === '/healthz') return text('ok\n');
  if (path === '/headers') return text(headerLines(request.rawHeaders));
  return text(`${colourName} ${pod}\n`);
}

function headerLines(raw: readonly string[]): string {
  let lines = '';
  for (let index = 0; index < raw.length; index += 2) lines += `${raw[index]}: ${raw[index + 1]}\n`;
  return lines;
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at >= 0) return args[at + 1];
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
}
