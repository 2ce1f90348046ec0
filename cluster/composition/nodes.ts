import type { ClusterOptions } from '../cluster.ts';
import { createKubeProxy, type KubeProxy } from '../kube-proxy/create-kube-proxy.ts';
import type { ImageRegistry } from '../kubelet/image.ts';
import { createKubelet, type Kubelet } from '../kubelet/kubelet.ts';
import type { NodeSnapshot } from '../kubelet/node-snapshot.ts';
import { createMachine } from '../machinery/create-machine.ts';
import type { Machine } from '../machinery/machine.ts';
import type { Processor } from '../machinery/processor.ts';
import { addNode, type FlannelNode, type Underlay } from '../network/flannel-layout.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import type { Network } from '../network/network.ts';
import type { ControlPlane } from './control-plane.ts';
import { hostsFile } from './hosts-file.ts';
import type { NameService } from './name-service.ts';
import { CLUSTER_DNS } from './system-objects.ts';

/** The router, as its side of the nodes' network knows it. */
const NODE_RESOLVER = '10.100.1.1';

export const CLUSTER_CIDR = '192.168.0.0/16';

const NOTHING_FOUND: NodeSnapshot = { lastAddress: '', images: [], pods: [] };

/** One node: its network, its machine, its kubelet, and a kube-proxy that its pod starts. */
export interface ClusterNode extends FlannelNode {
  readonly name: string;
  readonly machine: Machine;
  readonly kubelet: Kubelet;
  readonly kubeProxy: KubeProxy;
}

export interface NodeParts {
  readonly network: Network;
  readonly underlay: Underlay;
  readonly names: NameService;
  readonly controlPlane: ControlPlane;
  readonly images: ImageRegistry;
  readonly processor: Processor;
  readonly pace: () => 'real' | 'instant';
}

/** node1 … nodeN at 10.100.1.10 and up; all are wired before the first kubelet starts. */
export function addNodes(options: ClusterOptions, parts: NodeParts): ClusterNode[] {
  const wired: FlannelNode[] = [];
  for (let index = 1; index <= options.nodes; index++) {
    wired.push(addNode(parts.network, parts.underlay, { index, name: `node${index}`, others: [...wired] }));
  }
  const addresses = new Map(wired.map((node) => [node.host.hostname, node.address]));
  return wired.map((node) => ({ ...node, ...equip(node, addresses, options, parts) }));
}

function equip(node: FlannelNode, addresses: ReadonlyMap<string, string>, options: ClusterOptions, parts: NodeParts) {
  const { clock, random, logger } = options;
  const { network, names, controlPlane, images, processor } = parts;
  const { informers, activity } = controlPlane;
  const name = node.host.hostname;
  const machine: Machine = createMachine({
    hostname: name,
    kind: 'node',
    network: createMachineNetwork(node.host, { network, files: () => machine.files }),
    clock,
    random,
    programs: options.programs('node'),
    logger,
    processor,
    services: {
      get units() {
        return kubelet.services.units;
      },
      get journal() {
        return kubelet.services.journal;
      },
      get runtime() {
        return kubelet.services.runtime;
      },
      get trees() {
        return kubelet.services.trees;
      },
    },
  });
  machine.files.write('/etc/hosts', Buffer.from(hostsFile(name, node.address, addresses)));
  machine.files.write('/etc/resolv.conf', Buffer.from(`nameserver ${NODE_RESOLVER}\n`));
  const subnet = `FLANNEL_NETWORK=${CLUSTER_CIDR}\nFLANNEL_SUBNET=192.168.${node.index}.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`;
  machine.files.makeDirectory('/run/flannel', { recursive: true });
  machine.files.write('/run/flannel/subnet.env', Buffer.from(subnet));
  machine.files.markStart();
  const kubelet: Kubelet = createKubelet({
    node: { name, address: node.address, podCidr: `192.168.${node.index}.0/24` },
    client: controlPlane.clientOf(
      { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] },
      'kubelet/v1.34.4',
    ),
    informers,
    network,
    nodeHost: node.host,
    nodeFiles: machine.files,
    nodeProcesses: () => machine.processes,
    images,
    programs: options.programs('container'),
    clock,
    random,
    processor,
    activity,
    pace: parts.pace,
    logger,
    records: (text, type, namespace) => names.recordsInPod(text, type, namespace),
    serviceAccountToken: controlPlane.serviceAccountToken,
    clusterDns: CLUSTER_DNS,
    found: options.restore && (options.restore.runtimes[name] ?? NOTHING_FOUND),
  });
  const kubeProxy = createKubeProxy({
    nodeName: name,
    host: node.host,
    informers,
    clock,
    activity,
  });
  startDaemon(machine, 'sshd');
  return { name, machine, kubelet, kubeProxy };
}

function startDaemon(machine: Machine, name: string): void {
  const program = machine.programs.find(name);
  if (program) machine.processes.start({ program, args: [name] });
}
