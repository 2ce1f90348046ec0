import type { FileSystem } from '../machinery/file-system.ts';
import type { MachineNetwork } from '../machinery/machine.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodSandbox } from './pod-sandbox.ts';

/** A container's view of its pod's network. What it listens on is closed with it, as the kernel does. */
export interface ContainerNetwork {
  readonly network: MachineNetwork;
  /** Also opens: the container's files, where /etc/hosts is, come later. */
  attachFiles(files: FileSystem): void;
  closeAll(): void;
}

export function createContainerNetwork(
  context: KubeletContext,
  sandbox: PodSandbox,
  namespace: string,
): ContainerNetwork {
  const open = new Set<{ close(): void }>();
  let files: FileSystem | undefined;
  const lookup = async (name: string) => {
    const local = files ? hostsEntry(files, name) : undefined;
    return local ? [local] : context.lookup(name, namespace);
  };
  const network = createMachineNetwork(sandbox.host, { network: context.network, lookup });
  return {
    network: {
      ...network,
      records: (name, type) => context.records?.(name, type, namespace) ?? [],
      listen: (...parts) => {
        const listener = network.listen(...parts);
        open.add(listener);
        return {
          port: listener.port,
          close: (options) => {
            open.delete(listener);
            listener.close(options);
          },
        };
      },
      listenUdp: (...parts) => {
        const socket = network.listenUdp(...parts);
        open.add(socket);
        return {
          ...socket,
          close: () => {
            open.delete(socket);
            socket.close();
          },
        };
      },
    },
    attachFiles: (attached) => {
      files = attached;
    },
    closeAll: () => {
      for (const socket of open) socket.close();
      open.clear();
    },
  };
}

/** hosts(5): the first IPv4 address of a line that has the name. */
function hostsEntry(files: FileSystem, name: string): string | undefined {
  if (!files.exists('/etc/hosts')) return undefined;
  for (const line of Buffer.from(files.read('/etc/hosts')).toString('utf8').split('\n')) {
    const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (address && !address.includes(':') && names.includes(name)) return address;
  }
  return undefined;
}
