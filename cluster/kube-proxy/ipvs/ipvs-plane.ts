import type { VirtualServerInfo, VirtualServers } from '../../machinery/virtual-servers.ts';
import type { Host } from '../../network/network.ts';
import type { DataPlane, DataPlaneOptions, ProxyUpdate } from '../data-plane.ts';
import type { ProxyNode } from '../endpoints.ts';
import { writeJumps } from '../iptables/write-rules.ts';
import { ensureKubeletRules } from '../kubelet-rules.ts';
import { namedAddresses } from '../node-port-addresses.ts';
import type { ProxyConfiguration } from '../proxy-configuration.ts';
import { DUMMY_DEVICE, IPVS_JUMPS, SETS, type SetName } from './base-rules.ts';
import { type DesiredServer, type DesiredState, desiredState, type NodeAddresses, serverKey } from './desired-state.ts';
import { GracefulTermination } from './graceful-termination.ts';
import { ipvsRules } from './set-rules.ts';

/** Services as virtual servers of the host's IPVS, with iptables rules that ask IP sets. All of it is compared at every sync. */
export class IpvsPlane implements DataPlane {
  readonly #host: Host;
  readonly #ipvs: VirtualServers;
  readonly #configuration: ProxyConfiguration;
  readonly #terminating: GracefulTermination;

  constructor({ host, clock, configuration }: DataPlaneOptions) {
    this.#host = host;
    this.#ipvs = host.virtualServers;
    this.#configuration = configuration;
    this.#terminating = new GracefulTermination(this.#ipvs, clock);
  }

  sync({ services, node, full }: ProxyUpdate): boolean {
    const state = desiredState(services.values(), this.#addresses(node));
    this.#linkChains(full);
    this.#syncDummyDevice(state.addresses);
    for (const [name, [type]] of Object.entries(SETS) as [SetName, (typeof SETS)[SetName]][]) {
      const options = type === 'bitmap:port' ? ['range', '0-65535'] : ['family', 'inet'];
      this.#host.ipSets.create(name, type, options, { existing: true });
    }
    this.#syncServers(state.servers, full);
    for (const [name, entries] of state.sets) this.#syncSet(name, entries);
    this.#writeRules(state);
    return true;
  }

  stop(): void {
    this.#terminating.stop();
  }

  #addresses(node: ProxyNode): NodeAddresses {
    const own = this.#host
      .interfaces()
      .filter(({ name, kind }) => name !== DUMMY_DEVICE && kind !== 'loopback')
      .flatMap(({ addresses }) => addresses.map((address) => address.slice(0, address.indexOf('/'))));
    const { nodePortAddresses, ipvsScheduler } = this.#configuration;
    const named = new Set(namedAddresses(this.#host, nodePortAddresses, node.address));
    const nodePorts = nodePortAddresses.length === 0 ? own : own.filter((address) => named.has(address));
    return { node, own: new Set(own), nodePorts, scheduler: ipvsScheduler };
  }

  #linkChains(full: boolean): void {
    if (full) ensureKubeletRules(this.#host.netfilter);
  }

  #syncDummyDevice(wanted: ReadonlySet<string>): void {
    const found = this.#host.interfaces().find(({ name }) => name === DUMMY_DEVICE);
    const device = found ?? this.#host.addInterface({ name: DUMMY_DEVICE, kind: 'dummy' });
    const bound = new Set(device.addresses.map((address) => address.slice(0, address.indexOf('/'))));
    for (const address of wanted) if (!bound.has(address)) this.#host.addAddress(DUMMY_DEVICE, `${address}/32`);
    for (const address of bound) if (!wanted.has(address)) this.#host.removeAddress(DUMMY_DEVICE, `${address}/32`);
  }

  #syncServers(wanted: ReadonlyMap<string, DesiredServer>, full: boolean): void {
    const present = new Map(this.#ipvs.list().map((server) => [serverKey(server), server]));
    for (const [name, server] of wanted) this.#syncServer(server, present.get(name), full);
    for (const [name, server] of present) if (!wanted.has(name)) this.#ipvs.delete(server);
  }

  #syncServer(
    { key, settings, endpoints }: DesiredServer,
    present: VirtualServerInfo | undefined,
    full: boolean,
  ): void {
    if (!present) this.#ipvs.add(key, settings);
    else if (isDifferent(present, settings)) this.#ipvs.edit(key, settings);
    const current = new Map((present?.servers ?? []).map((server) => [`${server.address}:${server.port}`, server]));
    for (const { ip, text } of endpoints) {
      const port = Number(text.slice(ip.length + 1));
      const server = { address: ip, port, method: 'Masq', weight: 1, upperThreshold: 0, lowerThreshold: 0 } as const;
      const known = current.get(text);
      current.delete(text);
      if (known && this.#terminating.has(key, ip, port)) this.#terminating.resume(key, ip, port);
      else if (known) {
        if (full && known.weight !== 1) this.#ipvs.editServer(key, server);
        continue;
      }
      this.#ipvs.addServer(key, server);
    }
    for (const { address, port } of current.values()) {
      if (!this.#terminating.has(key, address, port)) this.#terminating.end(key, address, port);
    }
  }

  #syncSet(name: SetName, wanted: ReadonlySet<string>): void {
    const { ipSets } = this.#host;
    const present = new Set(ipSets.describe(name).entries);
    for (const entry of present) if (!wanted.has(entry)) ipSets.delete(name, entry, { existing: true });
    for (const entry of wanted) if (!present.has(entry)) ipSets.add(name, entry, [], { existing: true });
  }

  #writeRules(state: DesiredState): void {
    const { netfilter } = this.#host;
    const rules = ipvsRules(state, this.#configuration);
    for (const table of ['nat', 'filter'] as const) {
      netfilter.restore(table, { chains: rules[table] });
      writeJumps(netfilter, table, IPVS_JUMPS[table]);
    }
  }
}

function isDifferent(present: VirtualServerInfo, wanted: DesiredServer['settings']): boolean {
  const { scheduler, persistentSeconds, origin } = wanted;
  return (
    present.scheduler !== scheduler ||
    present.persistentSeconds !== persistentSeconds ||
    present.origin?.field !== origin?.field ||
    present.origin?.object !== origin?.object
  );
}
