import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { parseFlags } from './agnhost/flags.ts';
import { logLine, respond, runHttpService } from './http-service.ts';

const VERSION = { etcdserver: '3.6.4', etcdcluster: '3.6.0', storage: '3.6.0' };
const PORT = 2379;

/** An etcd that answers for its health and version; it keeps no keys. */
export const etcdImage: Image = {
  repository: 'registry.k8s.io/etcd',
  sizeBytes: 22_871_747,
  entrypoint: ['/usr/local/bin/etcd'],
  programPaths: ['/usr/local/bin/etcd'],
  programs: { etcd },
  distroless: true,
};

function etcd(process: Process): Promise<number> {
  const { hostname, port } = new URL(
    parseFlags(process.args.slice(1)).text('listen-client-urls', `http://localhost:${PORT}`),
  );
  logLine(process, 'ready to serve client requests');
  const everywhere = hostname === '0.0.0.0';
  const address = hostname === 'localhost' ? '127.0.0.1' : hostname;
  const options = { port: Number(port) || PORT, program: 'etcd', ...(!everywhere && { address }) };
  return runHttpService(process, options, ({ request, response }) => {
    const json = (value: object) => respond(response, 200, JSON.stringify(value), 'application/json');
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (pathname === '/health') json({ health: 'true', reason: '' });
    else if (pathname === '/version') json(VERSION);
    else respond(response, 404, '404 page not found\n');
  });
}
