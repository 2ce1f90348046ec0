import { logLine } from '../images/http-service.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';

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
