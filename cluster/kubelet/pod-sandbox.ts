import type { Pod } from '../client/objects.ts';
import { RUNTIME_CLASSES } from '../client/resources.ts';
import { ProcessNamespace } from '../machinery/process-namespace.ts';
import { addPod } from '../network/flannel-layout.ts';
import type { Host } from '../network/network.ts';
import { openHostPorts } from './host-ports.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodAddressPool } from './pod-address-pool.ts';

/** A pod's network: its own host on the node's bridge, or the node's. */
export interface PodSandbox {
  readonly host: Host;
  readonly address: string;
  readonly hostname: string;
  /** `subdomain.namespace.svc.cluster.local`, for pods with a subdomain. */
  readonly domain?: string;
  /** Of all containers together, where the pod wants that (shareProcessNamespace). */
  readonly processes?: ProcessNamespace;
  /** Pulls the cable; does nothing to a node. */
  remove(): void;
}

/** Why there is no sandbox; the message is the container runtime's. */
export class SandboxError extends Error {}

/** Handlers that containerd is configured with. */
const RUNTIME_HANDLERS = ['', 'runc', 'test-handler'];

/** `found`: the address of a sandbox that is taken up again. Throws `SandboxError`. */
export function createSandbox(context: KubeletContext, pod: Pod, pool: PodAddressPool, found?: string): PodSandbox {
  const handler = runtimeHandler(context, pod);
  if (!RUNTIME_HANDLERS.includes(handler)) {
    throw new SandboxError(`failed to get sandbox runtime: no runtime for "${handler}" is configured`);
  }
  const { node, network, nodeHost } = context;
  const processes = pod.spec.shareProcessNamespace ? { processes: sharedProcesses(context) } : {};
  if (pod.spec.hostNetwork) {
    return { host: nodeHost, address: node.address, hostname: node.name, ...processes, remove: () => {} };
  }
  const address = found ?? pool.take();
  if (!address) {
    throw new SandboxError(
      'failed to setup network for sandbox: plugin type="flannel" failed (add): no IP addresses available in range set',
    );
  }
  const { namespace, name } = pod.metadata;
  const { subdomain, setHostnameAsFQDN } = pod.spec;
  const short = (pod.spec.hostname ?? name).slice(0, 63).replace(/[-.]+$/, '');
  const domain = subdomain ? `${subdomain}.${namespace}.svc.cluster.local` : undefined;
  const hostname = domain && setHostnameAsFQDN ? `${short}.${domain}` : short;
  const id = `pod/${namespace}/${name}`;
  const host = addPod(network, nodeHost, { id, hostname, name, address });
  const closePorts = openHostPorts(nodeHost, { pod, address, podCidr: node.podCidr, random: context.random });
  return {
    host,
    address,
    hostname,
    ...(domain ? { domain } : {}),
    ...processes,
    remove: () => {
      closePorts();
      network.removeHost(id);
      pool.release(address);
    },
  };
}

/** What stands for the sandbox of containers that have ended and only have their logs. */
export function lostSandbox({ nodeHost }: KubeletContext, pod: Pod): PodSandbox {
  return { host: nodeHost, address: pod.status?.podIP ?? '', hostname: pod.metadata.name, remove: () => {} };
}

function runtimeHandler({ informers }: KubeletContext, { spec }: Pod): string {
  if (!spec.runtimeClassName) return '';
  return informers.informer(RUNTIME_CLASSES).get(spec.runtimeClassName)?.handler ?? '';
}

/** The sandbox's own process is the first; the runtime's helpers have had some numbers before the containers' come. */
function sharedProcesses({ clock }: KubeletContext): ProcessNamespace {
  const pause = {
    pid: 1,
    parent: 0,
    group: 1,
    args: ['/pause'],
    startedMs: clock.now(),
    state: 'S',
    user: '65535',
  } as const;
  return new ProcessNamespace(7, [
    { ...pause, terminal: false, session: 1, uid: 65_535, workingDirectory: '/', environment: {} },
  ]);
}
