import type { Activity } from '../client/activity.ts';
import type { Informer } from '../client/informer.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { EndpointSlice, Node, Service } from '../client/objects.ts';
import { ENDPOINT_SLICES, NODES, SERVICES } from '../client/resources.ts';
import type { Clock } from '../machinery/clock.ts';
import type { RuleLine } from '../network/netfilter/netfilter.ts';
import { NetfilterError } from '../network/netfilter/rule-spec.ts';
import type { Host } from '../network/network.ts';
import { CANARIES, JUMPS } from './base-rules.ts';
import { type DescribedRule, describeServices } from './describe-rules.ts';
import { endpointsOf, type ProxyNode } from './endpoints.ts';
import { HealthServers, type ServiceHealth } from './health-servers.ts';
import { sharedChains } from './rules-for.ts';
import { serviceOfSlice } from './service-ports.ts';
import { forgetStaleEntries } from './stale-tracking.ts';
import type { ServiceRules } from './translate-service.ts';
import { sameRules, translateOnce } from './translation-cache.ts';
import { ensureChains, serviceChainNames, writeJumps } from './write-rules.ts';

export interface KubeProxyOptions {
  readonly nodeName: string;
  /** The node's network. */
  readonly host: Host;
  /** Shared by all components; must have been started, or be started afterwards. */
  readonly informers: InformerFactory;
  readonly clock: Clock;
  /** Pods' addresses, e.g. 192.168.0.0/16; '' when unknown. */
  readonly clusterCIDR: string;
  /** Told while rules are waiting to be written. */
  readonly activity?: Activity;
}

export interface KubeProxy {
  /** Resolves when the first rules are written. Starting again after `stop` writes all rules anew. */
  start(): Promise<void>;
  /** The process ends: its ports close, the rules stay as they are. */
  stop(): void;
  describeRules(): DescribedRule[];
  /** Called after rules have been written. */
  onSync(listener: () => void): () => void;
}

export function createKubeProxy(options: KubeProxyOptions): KubeProxy {
  return new NodeProxy(options);
}

const SERVICE_INDEX = 'kube-proxy-service';
const DELETION_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** kube-proxy in iptables mode on one node: writes what Services and EndpointSlices ask for, a turn of the event loop later. */
class NodeProxy implements KubeProxy {
  readonly #options: KubeProxyOptions;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #nodes: Informer<Node>;
  readonly #slicesOf: (service: string) => EndpointSlice[];
  readonly #health: HealthServers;
  readonly #listeners = new Set<() => void>();
  readonly #translated = new Map<string, ServiceRules>();
  readonly #dirty = new Set<string>();
  #running = false;
  /** Everything is written anew, jumps and unchanged Services too: at the start and after a failure. */
  #full = true;
  #scheduled = false;
  #unsubscribe: (() => void)[] = [];

  constructor(options: KubeProxyOptions) {
    const { informers, host, clock } = options;
    this.#options = options;
    this.#services = informers.informer(SERVICES);
    this.#slices = informers.informer(ENDPOINT_SLICES);
    this.#nodes = informers.informer(NODES);
    this.#slicesOf = this.#slices.index(SERVICE_INDEX, (slice) => {
      const service = serviceOfSlice(slice);
      return service === undefined ? [] : [service];
    });
    this.#health = new HealthServers({ host, clock, nodeEligible: () => this.#nodeEligible() });
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#full = true;
    this.#translated.clear();
    await this.#options.informers.start();
    if (!this.#running) return;
    this.#health.start();
    this.#unsubscribe = [
      this.#services.onChange((current, previous) => this.#changed(keyOf((current ?? previous)!))),
      this.#slices.onChange((current, previous) => this.#sliceChanged(current, previous)),
      this.#nodes.onChange((current, previous) => this.#nodeChanged(current, previous)),
    ];
    this.#sync();
  }

  stop(): void {
    this.#running = false;
    for (const stop of this.#unsubscribe.splice(0)) stop();
    this.#health.stop();
    this.#dirty.clear();
  }

  describeRules(): DescribedRule[] {
    return describeServices(this.#translated.values());
  }

  onSync(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #sliceChanged(current: EndpointSlice | undefined, previous: EndpointSlice | undefined): void {
    for (const slice of [current, previous]) {
      const service = slice && serviceOfSlice(slice);
      if (service !== undefined) this.#changed(service);
    }
  }

  /** Its zone decides which hints are for here. */
  #nodeChanged(current: Node | undefined, previous: Node | undefined): void {
    if ((current ?? previous)?.metadata.name !== this.#options.nodeName) return;
    const [before, now] = [this.#describeNode(previous), this.#describeNode(current)];
    if (before.address === now.address && before.zone === now.zone) return;
    for (const service of this.#translated.keys()) this.#changed(service);
  }

  #changed(service: string): void {
    this.#dirty.add(service);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.activity?.enter();
    setImmediate(() => {
      this.#scheduled = false;
      try {
        if (this.#running) this.#sync();
      } finally {
        this.#options.activity?.leave();
      }
    });
  }

  #sync(): void {
    const changed = this.#translateDirty();
    if (changed.size === 0 && !this.#full) return;
    if (!this.#tryToWrite(changed)) return;
    this.#full = false;
    this.#forgetStale(changed.keys());
    this.#health.update(this.#serviceHealth());
    for (const listener of this.#listeners) listener();
  }

  /** False when the host takes the rules not even all together: they are tried again at the next change. */
  #tryToWrite(changed: ReadonlyMap<string, readonly string[]>): boolean {
    // Somebody may have removed a chain by hand that a rule needs: real kube-proxy writes everything on its next try too.
    for (const full of this.#full ? [true] : [false, true]) {
      this.#full = full;
      try {
        this.#write(changed);
        return true;
      } catch (error) {
        if (!(error instanceof NetfilterError)) throw error;
      }
    }
    return false;
  }

  /** Of the Services whose rules are different now: the chains they had before. */
  #translateDirty(): Map<string, readonly string[]> {
    const node = this.#describeNode(this.#nodes.get(this.#options.nodeName));
    const changed = new Map<string, readonly string[]>();
    for (const key of this.#dirty) {
      const service = this.#services.get(key);
      const before = this.#translated.get(key);
      const rules = service && translateOnce(service, this.#slicesOf(key), node, this.#options.clusterCIDR);
      if (rules && before && sameRules(before, rules)) continue;
      if (!rules && !before) continue;
      changed.set(key, [...(before?.chains.keys() ?? [])]);
      if (rules) this.#translated.set(key, rules);
      else this.#translated.delete(key);
    }
    this.#dirty.clear();
    return changed;
  }

  /** Chains shared by all Services are written at every change; a Service's own ones only when it has changed. */
  #write(changed: ReadonlyMap<string, readonly string[]>): void {
    const { netfilter } = this.#options.host;
    const shared = sharedChains([...this.#translated.values()]);
    const written = this.#full ? [...this.#translated.keys()] : [...changed.keys()];
    const own = written.flatMap((key): [string, readonly RuleLine[]][] => [
      ...(this.#translated.get(key)?.chains ?? []),
    ]);
    const chains = new Map([...shared.nat, ...own]);
    const old = this.#full ? serviceChainNames(netfilter) : [...changed.values()].flat();
    const remove = old.filter((name) => !chains.has(name) && netfilter.chain('nat', name) !== undefined);
    netfilter.restore('filter', { chains: shared.filter });
    netfilter.restore('nat', { chains, remove });
    if (!this.#full) return;
    ensureChains(netfilter, 'mangle', CANARIES);
    writeJumps(netfilter, 'filter', JUMPS.filter);
    writeJumps(netfilter, 'nat', JUMPS.nat);
  }

  #forgetStale(changed: Iterable<string>): void {
    const ports = [...changed].flatMap((key) =>
      (this.#translated.get(key)?.ports ?? [])
        .filter(({ port }) => port.protocol === 'udp')
        .map(({ port }) => ({ port, endpoints: endpointsOf(port, this.#slicesOf(key)) })),
    );
    if (ports.length > 0) forgetStaleEntries(this.#options.host, ports);
  }

  #serviceHealth(): Map<number, ServiceHealth> {
    const health = new Map<number, ServiceHealth>();
    for (const { ports } of this.#translated.values()) {
      for (const { port, choice } of ports) {
        if (port.healthCheckNodePort === 0) continue;
        const { namespace, name } = port.service.metadata;
        const ready = choice.local.filter((endpoint) => endpoint.ready).map(({ ip }) => ip);
        health.set(port.healthCheckNodePort, { namespace, name, localEndpoints: new Set(ready).size });
      }
    }
    return health;
  }

  #describeNode(node: Node | undefined): ProxyNode {
    const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '127.0.0.1';
    const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
    return { name: this.#options.nodeName, address, ...(zone !== undefined && { zone }) };
  }

  #nodeEligible(): boolean {
    const node = this.#nodes.get(this.#options.nodeName);
    if (!node || node.metadata.deletionTimestamp !== undefined) return false;
    return !(node.spec.taints ?? []).some(({ key }) => key === DELETION_TAINT);
  }
}

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}
