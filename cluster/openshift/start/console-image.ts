import type { Image } from '../../kubelet/image.ts';
import { ended } from '../../machinery/process-end.ts';
import { serveHttp } from '../../proxy/http-server.ts';

const PORT = 8443;
const DIRECTORY = '/var/serving-cert';

/** The console's server: one page over TLS that says what the request looked like here. */
export const consoleImage: Image = {
  repository: 'quay.io/openshift/origin-console',
  sizeBytes: 118_215_490,
  entrypoint: ['/opt/bridge/bin/bridge'],
  defaultArguments: ['--public-dir=/opt/bridge/static', '--config=/var/console-config/console-config.yaml'],
  programs: {
    bridge: async (process) => {
      const { machine } = process;
      const read = (name: string) => Buffer.from(machine.files.read(`${DIRECTORY}/${name}`)).toString('utf8');
      const tls = { certificate: read('tls.crt'), key: read('tls.key') };
      const server = serveHttp(machine, { port: PORT, tls, program: 'bridge' }, ({ request, response, socket }) => {
        const body = page(machine.hostname, socket.remoteAddress, request.headers);
        response.writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
        });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
      await ended(process);
      server.close();
      return 0;
    },
  },
  ports: [PORT],
};

const SHOWN = ['host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'forwarded'];

function page(pod: string, peer: string, headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const lines = SHOWN.flatMap((name) =>
    headers[name] === undefined ? [] : [`${name}: ${escapeText(String(headers[name]))}`],
  );
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head><title>OpenShift Console</title></head>',
    '<body>',
    '<h1>OpenShift Console</h1>',
    `<pre>pod: ${pod}`,
    `peer: ${peer}`,
    ...lines,
    '</pre>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
