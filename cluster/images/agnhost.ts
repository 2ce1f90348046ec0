import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { logLine, runHttpService } from './http-service.ts';

/** Kubernetes' own test image: `netexec` (/hostname, /clientip, /echo, /healthz) and `pause`. */
export const agnhostImage: Image = {
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  sizeBytes: 53_621_675,
  entrypoint: ['/agnhost'],
  defaultArguments: ['pause'],
  programs: { agnhost },
  ports: [8080],
};

async function agnhost(process: Process): Promise<number> {
  if (process.args[1] !== 'netexec') {
    await ended(process);
    return 0;
  }
  const port = Number(process.args.find((arg) => arg.startsWith('--http-port='))?.slice(12) ?? '8080');
  logLine(process, `Started HTTP server on port ${port}`);
  return runHttpService(process, { port, program: 'agnhost' }, ({ request, response, socket }) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const bodies: Record<string, string> = {
      '/hostname': process.machine.hostname,
      '/hostName': process.machine.hostname,
      '/clientip': `${socket.remoteAddress}:${socket.remotePort}`,
      '/echo': url.searchParams.get('msg') ?? '',
      '/healthz': 'ok',
    };
    const body = bodies[url.pathname] ?? `NOW: ${new Date(process.machine.clock.now()).toISOString()}`;
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
}
