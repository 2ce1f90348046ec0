import type { Pod } from '../client/objects.ts';
import { RUNTIME_CLASSES } from '../client/resources.ts';
import { addPod } from '../network/flannel-layout.ts';
import type { Host } from '../network/network.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodAddressPool } from './pod-address-pool.ts';

/** A pod's network: its own host on the node's bridge, or the node's. */
export interface PodSandbox {
  readonly host: Host;
  readonly address: string;
  readonly hostname: string;
  /** `subdomain.namespace.svc.cluster.local`, for pods with a subdomain. */
  readonly domain?: string;
  /** Pulls the cable; does nothing to a node. */
  remove(): void;
}

/** Why there is no sandbox; the message is the container runtime's. */
export class SandboxError extends Error {}

/** Handlers that containerd is configured with. */
const RUNTIME_HANDLERS = ['', 'runc', 'test-handler'];

/** Throws `SandboxError`. */
export function createSandbox(context: KubeletContext, pod: Pod, pool: PodAddressPool): PodSandbox {
  const handler = runtimeHandler(context, pod);
  if (!RUNTIME_HANDLERS.includes(handler)) {
    throw new SandboxError(`failed to get sandbox runtime: no runtime for "${handler}" is configured`);
  }
  const { node, network, nodeHost } = context;
  if (pod.spec.hostNetwork) {
    return { host: nodeHost, address: node.address, hostname: node.name, remove: () => {} };
  }
  const address = pool.take();
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
  return {
    host,
    address,
    hostname,
    ...(domain ? { domain } : {}),
    remove: () => {
      network.removeHost(id);
      pool.release(address);
    },
  };
}

function runtimeHandler({ informers }: KubeletContext, { spec }: Pod): string {
  if (!spec.runtimeClassName) return '';
  return informers.informer(RUNTIME_CLASSES).get(spec.runtimeClassName)?.handler ?? '';
}
