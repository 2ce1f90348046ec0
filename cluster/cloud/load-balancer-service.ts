import type { Clock } from '../machinery/clock.ts';
import type { Host } from '../network/network.ts';
import { cloudErrors } from './cloud-error.ts';
import { HealthCheck } from './health-check.ts';
import { ALGORITHMS, type Algorithm, LoadBalancer, type Target } from './load-balancer.ts';

const TARGETS_MAX = 32;

export interface LoadBalancerServiceOptions {
  readonly clock: Clock;
  /** Makes the network host that carries a load balancer's public address. */
  readonly hostFor: (name: string, address: string) => Host;
  /** Addresses of nodes by name. */
  readonly nodes: () => ReadonlyMap<string, string>;
  readonly isPodAddress: (address: string) => boolean;
}

interface Entry {
  readonly balancer: LoadBalancer;
  readonly host: Host;
  readonly checks: Map<Target, HealthCheck>;
}

/** The cloud's load balancers that are provisioned by hand: made for a lab, given targets by the learner. */
export class LoadBalancerService {
  readonly #options: LoadBalancerServiceOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  constructor(options: LoadBalancerServiceOptions) {
    this.#options = options;
  }

  create(options: { name: string; address: string; port: number; targets?: readonly string[] }): void {
    if (this.#entries.has(options.name)) throw cloudErrors.loadBalancerExists(options.name);
    const balancer = new LoadBalancer(options.name, options.address, options.port);
    const host = this.#options.hostFor(options.name, options.address);
    host.setBalancer(options.address, options.port, (packet) => balancer.decide(packet.source));
    this.#entries.set(options.name, { balancer, host, checks: new Map() });
    for (const target of options.targets ?? []) this.addTarget(options.name, target);
    this.#changed();
  }

  list(): readonly LoadBalancer[] {
    return [...this.#entries.values()].map((entry) => entry.balancer);
  }

  get(name: string): LoadBalancer {
    return this.#entry(name).balancer;
  }

  addTarget(name: string, text: string): void {
    const entry = this.#entry(name);
    const target = this.#parseTarget(text);
    const { targets } = entry.balancer;
    if (targets.some((other) => other.address === target.address && other.port === target.port)) {
      throw cloudErrors.targetExists(name, target.name);
    }
    if (targets.length >= TARGETS_MAX) throw cloudErrors.tooManyTargets(name, TARGETS_MAX);
    targets.push(target);
    entry.checks.set(target, new HealthCheck(entry.host, this.#options.clock, target, () => this.#changed()));
    this.#changed();
  }

  removeTarget(name: string, text: string): void {
    const entry = this.#entry(name);
    const wanted = this.#parseTarget(text);
    const at = entry.balancer.targets.findIndex((t) => t.address === wanted.address && t.port === wanted.port);
    const [target] = at < 0 ? [] : entry.balancer.targets.splice(at, 1);
    if (!target) throw cloudErrors.noSuchTarget(name, wanted.name);
    entry.checks.get(target)?.stop();
    entry.checks.delete(target);
    this.#changed();
  }

  /** Settings by name, all as text: `{ algorithm: 'source', healthCheck: 'false' }`. Nothing is changed if one is wrong. */
  set(name: string, settings: Readonly<Record<string, unknown>>): void {
    const { balancer } = this.#entry(name);
    const changes = Object.entries(settings).map(([key, value]) => settingChange(balancer, key, String(value)));
    for (const change of changes) change();
    this.#changed();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** True while a new target's first answer is outstanding. */
  busy(): boolean {
    return this.list().some((balancer) => balancer.targets.some((target) => target.state === 'checking'));
  }

  close(): void {
    for (const entry of this.#entries.values()) for (const check of entry.checks.values()) check.stop();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (!entry) throw cloudErrors.noSuchLoadBalancer(name, [...this.#entries.keys()]);
    return entry;
  }

  #parseTarget(text: string): Target {
    const match = /^([a-z0-9][a-z0-9.-]*):(\d{1,5})$/.exec(text);
    const [, place = '', portText = ''] = match ?? [];
    const port = Number(portText);
    if (!match || port < 1 || port > 65_535) throw cloudErrors.badTarget(text);
    const nodes = this.#options.nodes();
    const byAddress = [...nodes].find(([, address]) => address === place);
    const [node, address] = byAddress ?? [place, nodes.get(place) ?? place];
    if (this.#options.isPodAddress(address)) throw cloudErrors.podNetwork(address);
    const known = nodes.has(node);
    if (!known && !/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw cloudErrors.unknownNode(place, [...nodes.keys()]);
    return {
      name: `${known ? node : address}:${port}`,
      node: known ? node : null,
      address,
      port,
      state: 'checking',
      reason: '',
      failures: 0,
      activeConnections: 0,
    };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function settingChange(balancer: LoadBalancer, key: string, value: string): () => void {
  switch (key) {
    case 'algorithm': {
      if (!isAlgorithm(value)) throw cloudErrors.badSetting(key, value, ALGORITHMS.join(', '));
      return () => {
        balancer.algorithm = value;
      };
    }
    case 'healthCheck': {
      if (value !== 'true' && value !== 'false') throw cloudErrors.badSetting(key, value, 'true, false');
      return () => {
        balancer.healthCheck = value === 'true';
      };
    }
    case 'mode':
      if (value !== 'preserve') throw cloudErrors.fixedMode();
      return () => {};
    default:
      throw cloudErrors.unknownSetting(key);
  }
}

function isAlgorithm(value: string): value is Algorithm {
  return (ALGORITHMS as readonly string[]).includes(value);
}
