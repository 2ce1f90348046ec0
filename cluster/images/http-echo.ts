import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { parseFlags } from './agnhost/flags.ts';
import { logLine, respond, runHttpService } from './http-service.ts';

/** hashicorp/http-echo: one text for every request. `-text=TEXT`, `-listen=:PORT`. */
export const httpEchoImage: Image = {
  repository: 'docker.io/hashicorp/http-echo',
  sizeBytes: 2_996_104,
  entrypoint: ['/http-echo'],
  programs: { 'http-echo': httpEcho },
  programPaths: ['/http-echo'],
  distroless: true,
  user: '65532',
  ports: [5678],
};

async function httpEcho(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(1));
  const text = flags.text('text', process.environment['ECHO_TEXT']);
  if (text === '') {
    await process.stderr.write(Buffer.from('Missing -text option!\n'));
    return 127;
  }
  const address = flags.text('listen', ':5678');
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  const time = () =>
    `${new Date(process.machine.clock.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')}`;
  logLine(process, `${time()} [INFO] server is listening on ${address}`);
  return runHttpService(process, { port, program: 'http-echo' }, ({ request, response, socket }) => {
    const body = request.url === '/health' ? '{"status":"ok"}' : text;
    response.setHeader('X-App-Name', 'http-echo');
    response.setHeader('X-App-Version', '1.0.0');
    respond(response, 200, `${body}\n`);
    const target = `${request.headers.host ?? ''} ${socket.remoteAddress}:${socket.remotePort}`;
    const agent = request.headers['user-agent'] ?? '';
    logLine(
      process,
      `${time()} ${target} "${request.method} ${request.url} HTTP/${request.httpVersion}" 200 ${body.length + 1} "${agent}"`,
    );
  });
}
