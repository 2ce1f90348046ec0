import type { Activity } from '../client/activity.ts';
import type { Informer } from '../client/informer.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { EndpointSlice, Node, Service, ServiceCidr } from '../client/objects.ts';
import { ENDPOINT_SLICES, NODES, SERVICE_CIDRS, SERVICES } from '../client/resources.ts';
import type { Clock } from '../machinery/clock.ts';
import { NetfilterError } from '../network/netfilter/rule-spec.ts';
import type { Host } from '../network/network.ts';
import { cleanUpOtherModes } from './clean-up.ts';
import { createDataPlane, type DataPlane } from './data-plane.ts';
import { type DescribedRule, describeServices } from './describe-rules.ts';
import type { ProxyNode } from './endpoints.ts';
import { HealthServers, type ServiceHealth } from './health-servers.ts';
import { type ProxiedService, proxiedService } from './proxied-service.ts';
import { DEFAULT_CONFIGURATION, type ProxyConfiguration } from './proxy-configuration.ts';
import { serviceOfSlice } from './service-ports.ts';
import { forgetStaleEntries } from './stale-tracking.ts';

export interface KubeProxyOptions {
  readonly nodeName: string;
  /** The node's network. */
  readonly host: Host;
  /** Shared by all components; must have been started, or be started afterwards. */
  readonly informers: InformerFactory;
  readonly clock: Clock;
  /** Told while rules are waiting to be written. */
  readonly activity?: Activity;
}

export interface KubeProxy {
  /** A process of kube-proxy; one that runs already ends. Its first sync writes everything anew. */
  start(configuration?: ProxyConfiguration): ProxyRun;
  /** Whatever runs ends: its ports close, the rules stay as they are. */
  stop(): void;
  describeRules(): DescribedRule[];
  /** Called after rules have been written. */
  onSync(listener: () => void): () => void;
}

export interface ProxyRun {
  /** Resolves when the first rules are written. */
  readonly ready: Promise<void>;
  /** Ends this process, not one that was started later. */
  stop(): void;
}

export function createKubeProxy(options: KubeProxyOptions): KubeProxy {
  return new NodeProxy(options);
}

const SERVICE_INDEX = 'kube-proxy-service';
const DELETION_TAINT = 'ToBeDeletedByClusterAutoscaler';

/** kube-proxy on one node: what Services and EndpointSlices ask for is handed to its data plane a turn of the event loop later. */
class NodeProxy implements KubeProxy {
  readonly #options: KubeProxyOptions;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #nodes: Informer<Node>;
  readonly #serviceCIDRs: Informer<ServiceCidr>;
  readonly #slicesOf: (service: string) => EndpointSlice[];
  readonly #health: HealthServers;
  readonly #listeners = new Set<() => void>();
  readonly #proxied = new Map<string, ProxiedService>();
  /** Those with a healthCheckNodePort. */
  readonly #healthChecked = new Set<string>();
  /** Services to look at again. */
  readonly #dirty = new Set<string>();
  /** Services looked at that the data plane has not taken yet. */
  readonly #unwritten = new Set<string>();
  #run: object | null = null;
  #plane: DataPlane | null = null;
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
    this.#serviceCIDRs = informers.informer(SERVICE_CIDRS);
    this.#slicesOf = this.#slices.index(SERVICE_INDEX, (slice) => {
      const service = serviceOfSlice(slice);
      return service === undefined ? [] : [service];
    });
    this.#health = new HealthServers({ host, clock, nodeEligible: () => this.#nodeEligible() });
  }

  start(configuration: ProxyConfiguration = DEFAULT_CONFIGURATION): ProxyRun {
    this.stop();
    const run = {};
    this.#run = run;
    return {
      ready: this.#begin(run, configuration),
      stop: () => {
        if (this.#run === run) this.stop();
      },
    };
  }

  async #begin(run: object, configuration: ProxyConfiguration): Promise<void> {
    this.#options.activity?.enter();
    try {
      await this.#firstSync(run, configuration);
    } finally {
      this.#options.activity?.leave();
    }
  }

  async #firstSync(run: object, configuration: ProxyConfiguration): Promise<void> {
    const { host, clock, informers } = this.#options;
    const plane = await createDataPlane({ host, clock, configuration });
    await informers.start();
    if (this.#run !== run) return;
    await cleanUpOtherModes(host, configuration.mode);
    if (this.#run !== run) return;
    this.#full = true;
    this.#proxied.clear();
    this.#healthChecked.clear();
    this.#plane = plane;
    this.#health.start(configuration.mode);
    this.#unsubscribe = [
      this.#services.onChange((current, previous) => this.#changed(keyOf((current ?? previous)!))),
      this.#slices.onChange((current, previous) => this.#sliceChanged(current, previous)),
      this.#nodes.onChange((current, previous) => this.#nodeChanged(current, previous)),
    ];
    this.#sync();
  }

  stop(): void {
    this.#run = null;
    for (const stop of this.#unsubscribe.splice(0)) stop();
    this.#health.stop();
    this.#plane?.stop?.();
    this.#plane = null;
    this.#dirty.clear();
    this.#unwritten.clear();
  }

  describeRules(): DescribedRule[] {
    return describeServices(this.#proxied.values());
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
    for (const service of this.#proxied.keys()) this.#changed(service);
  }

  #changed(service: string): void {
    this.#dirty.add(service);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.activity?.enter();
    setImmediate(() => {
      this.#scheduled = false;
      try {
        if (this.#plane) this.#sync();
      } finally {
        this.#options.activity?.leave();
      }
    });
  }

  #sync(): void {
    const node = this.#describeNode(this.#nodes.get(this.#options.nodeName));
    this.#lookAtDirty(node);
    if (this.#unwritten.size === 0 && !this.#full) return;
    const written = this.#tryToWrite(node);
    if (written === null) return;
    this.#full = false;
    this.#forgetStale(this.#unwritten);
    this.#unwritten.clear();
    this.#health.update(this.#serviceHealth(), written);
    if (written) for (const listener of this.#listeners) listener();
  }

  #lookAtDirty(node: ProxyNode): void {
    for (const key of this.#dirty) {
      const service = this.#services.get(key);
      const proxied = service && proxiedService(service, this.#slicesOf(key), node);
      if (proxied?.ports.some(({ port }) => port.healthCheckNodePort !== 0)) this.#healthChecked.add(key);
      else this.#healthChecked.delete(key);
      if (proxied) this.#proxied.set(key, proxied);
      else if (!this.#proxied.delete(key)) continue;
      this.#unwritten.add(key);
    }
    this.#dirty.clear();
  }

  /** Null when the host takes the rules not even all together: they are tried again at the next change. */
  #tryToWrite(node: ProxyNode): boolean | null {
    const serviceCIDRs = this.#serviceCIDRs
      .list()
      .flatMap(({ spec }) => spec.cidrs.filter((cidr) => !cidr.includes(':')));
    const update = { node, services: this.#proxied, changed: this.#unwritten, serviceCIDRs };
    // Somebody may have removed a chain by hand that a rule needs: real kube-proxy writes everything on its next try too.
    for (const full of this.#full ? [true] : [false, true]) {
      this.#full = full;
      try {
        return this.#plane?.sync({ ...update, full }) ?? null;
      } catch (error) {
        if (!(error instanceof NetfilterError)) throw error;
      }
    }
    return null;
  }

  #forgetStale(changed: Iterable<string>): void {
    const ports = [...changed].flatMap((key) =>
      (this.#proxied.get(key)?.ports ?? []).filter(({ port }) => port.protocol === 'udp'),
    );
    if (ports.length > 0) forgetStaleEntries(this.#options.host, ports);
  }

  #serviceHealth(): Map<number, ServiceHealth> {
    const health = new Map<number, ServiceHealth>();
    for (const key of this.#healthChecked) {
      for (const { port, choice } of this.#proxied.get(key)?.ports ?? []) {
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
