import { logLine } from '../images/http-service.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { serveHttp } from '../proxy/http-server.ts';

/**
 * kube-proxy's image: its main process runs the node's kube-proxy, so that a pod that is not there means rules that are
 * no longer kept. `start` runs it for the node with this network host and returns how to stop it.
 */
export function createKubeProxyImage(start: (hostId: string) => () => void): Image {
  return {
    repository: 'registry.k8s.io/kube-proxy',
    sizeBytes: 25_963_718,
    entrypoint: ['/usr/local/bin/kube-proxy'],
    programs: {
      'kube-proxy': async (process: Process) => {
        logLine(process, 'Using iptables proxier');
        const stop = start(process.machine.network.hostId);
        await ended(process);
        stop();
        return 0;
      },
    },
  };
}

/** CoreDNS: names are answered by the simulator's own tables, the pods are there to be seen and to fail. */
export const coreDnsImage: Image = {
  repository: 'registry.k8s.io/coredns/coredns',
  sizeBytes: 22_384_805,
  entrypoint: ['/coredns'],
  distroless: true,
  programs: {
    coredns: async (process: Process) => {
      logLine(process, 'CoreDNS-1.12.1');
      const health = serveHttp(process.machine, { port: 8080, program: 'coredns' }, ({ response }) =>
        response.end('OK'),
      );
      await ended(process);
      health.close();
      return 0;
    },
  },
};
