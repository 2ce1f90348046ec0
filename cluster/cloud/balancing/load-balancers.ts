import type { Clock } from '../../machinery/clock.ts';
import type { Underlay } from '../../network/flannel-layout.ts';
import type { Network } from '../../network/network.ts';
import { cloudErrors } from '../cloud-error.ts';
import type { BalancerSnapshot } from './balancer-snapshot.ts';
import { BalancerWires } from './balancer-wires.ts';
import type { BalancerListener } from './listener.ts';
import type { BalancerMode, ListenerOptions } from './listener-options.ts';
import { LoadBalancer, type LoadBalancerOptions, transportOf } from './load-balancer.ts';
import type { MemberOptions } from './member.ts';

export interface LoadBalancersOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly underlay: Underlay;
  /** Addresses of nodes by name, in the order of their pod networks. */
  readonly nodes: () => ReadonlyMap<string, string>;
}

/**
 * The engine under every provider's load balancers: hosts, listeners, members, monitors, public addresses. It knows no
 * Kubernetes and no provider's words. Refusals are `CloudError`s.
 */
export class LoadBalancers {
  readonly #options: LoadBalancersOptions;
  readonly #wires: BalancerWires;
  readonly #balancers = new Map<string, LoadBalancer>();
  readonly #listeners = new Set<() => void>();

  constructor(options: LoadBalancersOptions) {
    this.#options = options;
    this.#wires = new BalancerWires(options.network, options.underlay);
  }

  create(options: LoadBalancerOptions): LoadBalancer {
    if (this.#balancers.has(options.id)) throw cloudErrors.loadBalancerExists(options.id);
    this.#claim(options.publicAddress ?? null);
    const { clock, network } = this.#options;
    const around = { clock, network, wires: this.#wires, changed: () => this.#changed() };
    const balancer = new LoadBalancer(options, around);
    this.#balancers.set(options.id, balancer);
    this.#changed();
    return balancer;
  }

  delete(id: string): void {
    this.#required(id).remove();
    this.#balancers.delete(id);
    this.#changed();
  }

  get(id: string): LoadBalancer | undefined {
    return this.#balancers.get(id);
  }

  /** In the order they were made. */
  list(): readonly LoadBalancer[] {
    return [...this.#balancers.values()];
  }

  setMode(id: string, mode: BalancerMode): void {
    this.#required(id).setMode(mode);
    this.#changed();
  }

  /** A public address moves in (or out: null). */
  bindAddress(id: string, address: string | null): void {
    const balancer = this.#required(id);
    if (balancer.publicAddress === address) return;
    this.#claim(address);
    balancer.bindAddress(address);
    this.#changed();
  }

  /** Until it is announced, packets to the public address get no answer. */
  announce(id: string, announced: boolean): void {
    this.#required(id).announce(announced);
    this.#changed();
  }

  addListener(id: string, options: ListenerOptions): BalancerListener {
    const balancer = this.#required(id);
    if (balancer.listener(`${id}/${transportOf(options)}/${options.port}`)) {
      throw cloudErrors.portTaken(balancer.name, options.port);
    }
    const listener = balancer.addListener(options);
    this.#changed();
    return listener;
  }

  updateListener(listenerId: string, changes: Partial<Omit<ListenerOptions, 'protocol' | 'port'>>): void {
    const [balancer, listener] = this.#withListener(listenerId);
    listener.update(changes);
    balancer.refresh(listenerId, { checkAgain: 'healthCheck' in changes });
    this.#changed();
  }

  removeListener(listenerId: string): void {
    const [balancer] = this.#withListener(listenerId);
    balancer.removeListener(listenerId);
    this.#changed();
  }

  setMembers(listenerId: string, members: readonly MemberOptions[]): void {
    const [balancer, listener] = this.#withListener(listenerId);
    const gone = listener.setMembers(members);
    if (members.some(({ address }) => isPodAddress(address))) this.#wires.routePods(this.#options.nodes());
    balancer.refresh(listenerId, { gone });
    this.#changed();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For a start state that is there at once: what was found before its pods were ready is old. */
  askUnhealthyAgain(): void {
    for (const balancer of this.list()) balancer.askUnhealthyAgain();
    this.#changed();
  }

  /** True while a new member's first answer is outstanding. */
  busy(): boolean {
    return this.list().some((balancer) => balancer.busy());
  }

  /** All of these, for `restore`; states of members are not kept: they are asked anew. */
  snapshot(wanted: (balancer: LoadBalancer) => boolean = () => true): BalancerSnapshot[] {
    return this.list()
      .filter(wanted)
      .map((balancer) => {
        const { id, name, owner, mode, publicAddress, privateAddress, edge, announced } = balancer;
        const listeners = balancer.listeners.map(({ settings, members }) => ({
          settings,
          members: members.map(({ name, address, port, weight }) => ({ name, address, port, weight })),
        }));
        return { id, name, owner, mode, publicAddress, privateAddress, edge, announced, listeners };
      });
  }

  restore(snapshots: readonly BalancerSnapshot[]): void {
    for (const { listeners, ...options } of snapshots) {
      this.create(options);
      for (const { settings, members } of listeners) {
        this.setMembers(this.addListener(options.id, settings).id, members);
      }
    }
  }

  close(): void {
    for (const balancer of this.list()) balancer.stop();
  }

  #claim(address: string | null): void {
    const owner = address === null ? undefined : this.list().find(({ publicAddress }) => publicAddress === address);
    if (owner && address !== null) throw cloudErrors.addressTaken(address, owner.name);
  }

  #required(id: string): LoadBalancer {
    const balancer = this.#balancers.get(id);
    if (!balancer) throw cloudErrors.noSuchLoadBalancer(id, [...this.#balancers.keys()]);
    return balancer;
  }

  #withListener(listenerId: string): [LoadBalancer, BalancerListener] {
    for (const balancer of this.#balancers.values()) {
      const listener = balancer.listener(listenerId);
      if (listener) return [balancer, listener];
    }
    throw cloudErrors.noSuchListener(listenerId);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** In 192.168.0.0/16, which nothing outside the cluster routes. */
export function isPodAddress(address: string): boolean {
  return address.startsWith('192.168.');
}
