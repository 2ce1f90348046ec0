import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { logLine, respond, runHttpService } from './http-service.ts';
import { debianUserland } from './userlands.ts';

const ROOT = '/usr/local/apache2/htdocs';
const WELCOME = '<html><body><h1>It works!</h1></body></html>\n';

/** Apache as a static file server on port 80. */
export const httpdImage: Image = {
  repository: 'docker.io/library/httpd',
  sizeBytes: 61_234_567,
  defaultArguments: ['httpd-foreground'],
  programs: { 'httpd-foreground': httpd, httpd },
  files: { [`${ROOT}/index.html`]: WELCOME },
  userland: debianUserland,
  workingDirectory: '/usr/local/apache2',
  ports: [80],
};

function httpd(process: Process): Promise<number> {
  logLine(process, "[core:notice] [pid 1] AH00094: Command line: 'httpd -D FOREGROUND'");
  const { files } = process.machine;
  return runHttpService(process, { port: 80, program: 'httpd' }, ({ request, response, socket }) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const file = `${ROOT}${path.endsWith('/') ? `${path}index.html` : path}`;
    const found = files.exists(file) && files.stat(file).kind === 'file';
    const body = found ? Buffer.from(files.read(file)).toString('utf8') : 'Not Found\n';
    response.setHeader('Server', 'Apache/2.4.38 (Unix)');
    respond(response, found ? 200 : 404, body, 'text/html');
    logLine(process, `${socket.remoteAddress} - - "${request.method} ${path} HTTP/1.1" ${response.statusCode}`);
  });
}
