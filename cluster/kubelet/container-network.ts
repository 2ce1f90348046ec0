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
  const { lookup } = context;
  const network = createMachineNetwork(sandbox.host, {
    network: context.network,
    files: () => {
      if (!files) throw new TypeError('the container has no files yet');
      return files;
    },
    ...(lookup && { lookup: (name: string) => lookup(name, namespace) }),
  });
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
