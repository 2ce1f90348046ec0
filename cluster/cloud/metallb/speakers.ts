import type { EventRecorder } from '../../client/events.ts';
import type { Host } from '../../network/network.ts';
import { electLeaders } from './layer-two-election.ts';
import type { MetallbInputs } from './metallb-inputs.ts';

const DEVICE = 'eth0';

/** The speakers of a cluster: each answers ARP on its node for the addresses that it is the leader of. */
export class Speakers {
  readonly #inputs: MetallbInputs;
  readonly #hostOf: (node: string) => Host | undefined;
  readonly #running = new Map<string, EventRecorder>();
  /** Nodes that answer, by address; and what has been told, by Service. */
  readonly #answering = new Map<string, string>();
  #told = new Map<string, string>();

  constructor(inputs: MetallbInputs, hostOf: (node: string) => Host | undefined) {
    this.#inputs = inputs;
    this.#hostOf = hostOf;
  }

  /** A speaker begins on a node; call what comes back when it ends. */
  join(node: string, events: EventRecorder): () => void {
    this.#running.set(node, events);
    this.elect();
    return () => {
      this.#running.delete(node);
      this.elect();
    };
  }

  elect(): void {
    const elected = electLeaders(this.#inputs, (node) => this.#running.has(node));
    const wanted = new Map(elected.map(({ address, leader }) => [address, leader]));
    for (const [address, node] of this.#answering) {
      if (wanted.get(address) === node) continue;
      this.#hostOf(node)?.answerArp(DEVICE, address, false);
      this.#answering.delete(address);
    }
    for (const [address, node] of wanted) {
      if (this.#answering.has(address)) continue;
      this.#hostOf(node)?.answerArp(DEVICE, address, true);
      this.#answering.set(address, node);
    }
    const told = new Map<string, string>();
    for (const { service, address, leader } of elected) {
      const { uid } = service.metadata;
      told.set(uid, `${leader} ${address}`);
      if (this.#told.get(uid) === told.get(uid)) continue;
      const message = `announcing from node "${leader}" with protocol "layer2"`;
      this.#running.get(leader)?.event(service, 'Normal', 'nodeAssigned', message);
    }
    this.#told = told;
  }
}
