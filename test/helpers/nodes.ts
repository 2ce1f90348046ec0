import { createClient } from '../../cluster/client/create-client.ts';
import type { Image } from '../../cluster/kubelet/image.ts';
import { createImageRegistry } from '../../cluster/kubelet/image-registry.ts';
import { createKubelet, type Kubelet } from '../../cluster/kubelet/kubelet.ts';
import { NetworkError, type Process, type ProgramTable } from '../../cluster/machinery/machine.ts';
import { createMemoryFileSystem } from '../../cluster/machinery/memory-file-system.ts';
import { standardFiles } from '../../cluster/machinery/standard-files.ts';
import { createNetwork } from '../../cluster/network/create-network.ts';
import { addNode, addUnderlay, type FlannelNode } from '../../cluster/network/flannel-layout.ts';
import type { ControlPlane } from './control-plane.ts';

const text = (value: string) => new TextEncoder().encode(value);

/** Resolves when the process was told to end. */
export function untilTold(process: Process): Promise<void> {
  return new Promise((resolve) => process.signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Prints a line and runs until it is told to end; answers TCP on port 80. */
async function serve(process: Process): Promise<number> {
  const listener = process.machine.network.listen(80, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const healthy = !process.machine.files.exists('/tmp/sick');
      socket.end(`HTTP/1.1 ${healthy ? '200 OK' : '500 Internal Server Error'}\r\nContent-Length: 0\r\n\r\n`);
    });
  });
  await process.stdout.write(text(`serving on ${process.machine.hostname}\n`));
  await untilTold(process);
  listener.close();
  return 0;
}

/** Ends with the code that its first argument says. */
async function exit(process: Process): Promise<number> {
  await process.stdout.write(text(`exiting ${process.args[1]}\n`));
  return Number(process.args[1] ?? 0);
}

/** Ignores SIGTERM. */
async function stubborn(process: Process): Promise<number> {
  process.onSignal('SIGTERM', () => {});
  await untilTold(process);
  return 0;
}

async function touch(process: Process): Promise<number> {
  process.machine.files.write(process.args[1] ?? '', text(''));
  return 0;
}

async function printEnvironment(process: Process): Promise<number> {
  const lines = Object.entries(process.environment).map(([key, value]) => `${key}=${value}\n`);
  await process.stdout.write(text(lines.join('')));
  return 0;
}

async function cat(process: Process): Promise<number> {
  const { files } = process.machine;
  for (const path of process.args.slice(1)) {
    if (!files.exists(path)) {
      await process.stderr.write(text(`cat: ${path}: No such file or directory\n`));
      return 1;
    }
    await process.stdout.write(files.read(path));
  }
  return 0;
}

/** A tool, which handles no signals. */
async function sleep(process: Process): Promise<number> {
  await untilTold(process);
  return 0;
}

export const webImage: Image = {
  repository: 'docker.io/library/web',
  tags: ['latest', '1', '2'],
  sizeBytes: 1000,
  entrypoint: ['serve'],
  programs: { serve, exit, stubborn },
};

const general = new Map(Object.entries({ touch, env: printEnvironment, cat, sleep }));
export const testPrograms: ProgramTable = { find: (name) => general.get(name), names: () => [...general.keys()] };

export interface TestNodes {
  readonly nodes: readonly FlannelNode[];
  readonly kubelets: readonly Kubelet[];
}

/** Kubelets node1 … on flannel's network; the control plane is started first. */
export async function startNodes(
  plane: ControlPlane,
  count: number,
  options: { pace?: 'real' | 'instant'; images?: readonly Image[] } = {},
): Promise<TestNodes> {
  const { clock, random, activity, transport, informers } = plane;
  const network = createNetwork({ clock, random });
  const underlay = addUnderlay(network);
  const images = createImageRegistry(options.images ?? [webImage]);
  const nodes: FlannelNode[] = [];
  const kubelets: Kubelet[] = [];
  for (let index = 1; index <= count; index++) {
    const name = `node${index}`;
    const node = addNode(network, underlay, { index, name, others: nodes });
    nodes.push(node);
    const user = { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] };
    const kubelet = createKubelet({
      node: { name, address: node.address, podCidr: `192.168.${index}.0/24` },
      client: createClient({ transport, user, userAgent: 'kubelet/v1.34.4' }),
      informers,
      network,
      nodeHost: node.host,
      nodeFiles: createMemoryFileSystem({ clock, base: standardFiles('node', testPrograms) }),
      images,
      programs: testPrograms,
      clock,
      random,
      activity,
      pace: () => options.pace ?? 'instant',
      logger: { error: (details) => plane.errors.push(details) },
      lookup: async (name) => {
        throw new NetworkError('ENOTFOUND', name);
      },
      clusterDns: '10.96.0.10',
    });
    kubelets.push(kubelet);
    await kubelet.start();
  }
  await plane.settled();
  return { nodes, kubelets };
}
