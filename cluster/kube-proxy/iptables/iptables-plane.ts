import type { RuleLine } from '../../network/netfilter/netfilter.ts';
import type { Host } from '../../network/network.ts';
import type { DataPlane, DataPlaneOptions, ProxyUpdate } from '../data-plane.ts';
import { namedAddresses } from '../node-port-addresses.ts';
import type { ProxyConfiguration } from '../proxy-configuration.ts';
import { CANARIES, JUMPS, NODE_PORTS_JUMP, NODE_PORTS_JUMP_WITHOUT_LOCALHOST, nodePortsJumpTo } from './base-rules.ts';
import { SharedChains } from './shared-chains.ts';
import type { ServiceRules } from './translate-service.ts';
import { sameRules, translateOnce } from './translation-cache.ts';
import { ensureChains, serviceChainNames, writeJumps } from './write-rules.ts';

/** Services as chains of the `nat` and `filter` tables. */
export class IptablesPlane implements DataPlane {
  readonly #host: Host;
  readonly #configuration: ProxyConfiguration;
  readonly #translated = new Map<string, ServiceRules>();
  #shared: SharedChains | null = null;
  /** Of Services whose rules are different and not yet written: the chains they have on the host. */
  readonly #stale = new Map<string, readonly string[]>();

  constructor({ host, configuration }: DataPlaneOptions) {
    this.#host = host;
    this.#configuration = configuration;
  }

  sync(update: ProxyUpdate): boolean {
    this.#translate(update);
    if (this.#stale.size === 0 && !update.full) return false;
    this.#write(update.full);
    this.#stale.clear();
    return true;
  }

  #translate({ changed, services, node }: ProxyUpdate): void {
    this.#shared ??= new SharedChains(this.#nodePortJumps(node.address));
    const shared = this.#shared;
    for (const key of changed) {
      const before = this.#translated.get(key);
      const service = services.get(key);
      const rules = service && translateOnce(service, node, this.#configuration.clusterCIDR);
      if (rules && before && sameRules(before, rules)) continue;
      if (!rules && !before) continue;
      this.#stale.set(key, [...(this.#stale.get(key) ?? []), ...(before?.chains.keys() ?? [])]);
      shared.set(key, rules);
      if (rules) this.#translated.set(key, rules);
      else this.#translated.delete(key);
    }
  }

  #nodePortJumps(primary: string): RuleLine[] {
    const { nodePortAddresses, localhostNodePorts } = this.#configuration;
    if (nodePortAddresses.length === 0) {
      return [localhostNodePorts ? NODE_PORTS_JUMP : NODE_PORTS_JUMP_WITHOUT_LOCALHOST];
    }
    return namedAddresses(this.#host, nodePortAddresses, primary)
      .filter((address) => localhostNodePorts || !address.startsWith('127.'))
      .map(nodePortsJumpTo);
  }

  /** Chains shared by all Services are written at every change; a Service's own ones only when it has changed. */
  #write(full: boolean): void {
    const { netfilter } = this.#host;
    const shared = (this.#shared ?? new SharedChains()).chains();
    const written = full ? [...this.#translated.keys()] : [...this.#stale.keys()];
    const own = written.flatMap((key): [string, readonly RuleLine[]][] => [
      ...(this.#translated.get(key)?.chains ?? []),
    ]);
    const chains = new Map([...shared.nat, ...own]);
    const old = full ? serviceChainNames(netfilter) : [...this.#stale.values()].flat();
    const remove = old.filter((name) => !chains.has(name) && netfilter.chain('nat', name) !== undefined);
    netfilter.restore('filter', { chains: shared.filter });
    netfilter.restore('nat', { chains, remove });
    if (!full) return;
    ensureChains(netfilter, 'mangle', CANARIES);
    writeJumps(netfilter, 'filter', JUMPS.filter);
    writeJumps(netfilter, 'nat', JUMPS.nat);
  }
}
