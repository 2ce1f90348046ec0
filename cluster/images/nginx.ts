import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import type { Exchange } from '../proxy/http-server.ts';
import { nginxDialect } from '../proxy/nginx-dialect.ts';
import { logLine, runHttpService } from './http-service.ts';

const ROOT = '/usr/share/nginx/html';

const VERSION = 'nginx/1.27.5';

const WELCOME = `<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body>
</html>
`;

/** nginx as a static file server on port 80, serving what lies in /usr/share/nginx/html. */
export const nginxImage: Image = {
  repository: 'docker.io/library/nginx',
  tags: /^(latest|alpine|perl|stable|mainline|1|1\.[12]?\d(\.\d{1,2})?)(-[\w.-]+)?$/,
  sizeBytes: 72_406_859,
  entrypoint: ['/docker-entrypoint.sh'],
  defaultArguments: ['nginx', '-g', 'daemon off;'],
  programs: { nginx, 'docker-entrypoint.sh': nginx },
  files: { [`${ROOT}/index.html`]: WELCOME },
  ports: [80],
  stopSignal: 'SIGQUIT',
};

async function nginx(process: Process): Promise<number> {
  if (process.args.includes('-v')) {
    await process.stderr.write(Buffer.from(`nginx version: ${VERSION}\n`));
    return 0;
  }
  logLine(process, '/docker-entrypoint.sh: Configuration complete; ready for start up');
  return runHttpService(process, { port: 80, program: 'nginx' }, (exchange) => {
    const { status, bytes } = serveFile(process, exchange);
    logLine(
      process,
      nginxDialect.accessLog({
        nowMs: process.machine.clock.now(),
        startedMs: exchange.startedMs,
        peer: exchange.socket.remoteAddress,
        request: exchange.request,
        status,
        bytes,
        backend: '',
        attempts: [],
      }),
    );
  });
}

function serveFile(process: Process, { request, response }: Exchange): { status: number; bytes: number } {
  const path = decodePath(request.url ?? '/');
  const file = path.endsWith('/') ? `${ROOT}${path}index.html` : `${ROOT}${path}`;
  const files = process.machine.files;
  const found = files.exists(file) && files.stat(file).kind === 'file';
  const page = found
    ? { status: 200, contentType: 'text/html', body: files.read(file) }
    : { status: 404, contentType: 'text/html', body: Buffer.from(nginxDialect.errorPage(404).body) };
  response.writeHead(page.status, {
    Server: VERSION,
    'Content-Type': page.contentType,
    'Content-Length': page.body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : page.body);
  return { status: page.status, bytes: page.body.length };
}

/** The request's path without query, normalised so that it cannot leave the root. */
function decodePath(url: string): string {
  try {
    return new URL(url, 'http://host').pathname;
  } catch {
    return '/';
  }
}
