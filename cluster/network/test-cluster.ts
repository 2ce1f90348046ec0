import type { MachineSocket } from '../machinery/machine.ts';
import { SeededRandom } from '../machinery/random.ts';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { createNetwork } from './create-network.ts';
import { addClient, addNode, addPod, addUnderlay, type FlannelNode } from './flannel-layout.ts';
import type { Host } from './network.ts';

/** Test support: the reference cluster without Kubernetes. */
export function createTestCluster({ nodes = 2, seed = 1 }: { nodes?: number; seed?: number } = {}) {
  const clock = new VirtualClock();
  const network = createNetwork({ clock, random: new SeededRandom(seed) });
  const underlay = addUnderlay(network);
  const client = addClient(network, underlay);
  const flannelNodes: FlannelNode[] = [];
  for (let index = 1; index <= nodes; index++) {
    flannelNodes.push(addNode(network, underlay, { index, name: `node${index}`, others: [...flannelNodes] }));
  }
  const node = (index: number) => flannelNodes[index - 1]!.host;
  const pod = (name: string, nodeIndex: number, address: string) =>
    addPod(network, node(nodeIndex), { id: `pod/default/${name}`, hostname: name, name: `default/${name}`, address });
  return { clock, network, underlay, client, node, nodes: flannelNodes, pod };
}

/** Answers every connection with the address it came from, as `/clientip` does, and ends it. */
export function answerPeerAddress(host: Host, port: number): void {
  host.listen(port, (socket) => socket.end(`${socket.remoteAddress}:${socket.remotePort}`));
}

/** All the text until the other end has finished; this end stays open. */
export function readText(socket: MachineSocket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += String(chunk);
  });
  return new Promise((resolve, reject) => {
    socket.once('end', () => resolve(text)).once('error', reject);
  });
}
