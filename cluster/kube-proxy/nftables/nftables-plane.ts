import type { Clock } from '../../machinery/clock.ts';
import { parseAddress, parsePrefix, prefixContains } from '../../network/address.ts';
import type { Host } from '../../network/network.ts';
import type { HostNftables, NftCommand } from '../../network/nftables/host-nftables.ts';
import { nftablesFor } from '../../network/nftables/nftables-for.ts';
import type { DataPlane, DataPlaneOptions, ProxyUpdate } from '../data-plane.ts';
import type { ProxyNode } from '../endpoints.ts';
import type { ProxyConfiguration } from '../proxy-configuration.ts';
import { baseCommands, CONTAINERS, type ContainerName, emptied, TABLE, withoutNode } from './base-rules.ts';
import { type NftElement, type ServiceTable, translateService } from './translate-service.ts';

/** A chain that nothing leads to any more is deleted by the first sync this long after the one that emptied it. */
const STALE_MS = 1_000;

/** Services as maps and chains of the table `ip kube-proxy`. */
export class NftablesPlane implements DataPlane {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #configuration: ProxyConfiguration;
  readonly #nftables: HostNftables;
  readonly #translated = new Map<string, ServiceTable>();
  /** Of Services whose table is different and not yet written: what is on the host. */
  readonly #unwritten = new Map<string, ServiceTable | undefined>();
  #staleChains = new Map<string, number>();
  #first = true;

  constructor({ host, clock, configuration }: DataPlaneOptions) {
    this.#host = host;
    this.#clock = clock;
    this.#configuration = configuration;
    this.#nftables = nftablesFor(host);
  }

  sync(update: ProxyUpdate): boolean {
    this.#translate(update);
    if (this.#unwritten.size === 0 && !update.full) return false;
    this.#deleteStaleChains();
    if (update.full) this.#writeAll(update);
    else this.#writeChanged();
    this.#unwritten.clear();
    this.#first = false;
    return true;
  }

  #translate({ changed, services, node }: ProxyUpdate): void {
    for (const key of changed) {
      const before = this.#translated.get(key);
      const service = services.get(key);
      const after = service && translateService(service, node, this.#configuration);
      if (after && before && textOf(after) === textOf(before)) continue;
      if (!after && !before) continue;
      if (!this.#unwritten.has(key)) this.#unwritten.set(key, before);
      if (after) this.#translated.set(key, after);
      else this.#translated.delete(key);
    }
  }

  #deleteStaleChains(): void {
    const limit = this.#clock.now() - STALE_MS;
    for (const [chain, sinceMs] of this.#staleChains) {
      if (sinceMs >= limit) continue;
      this.#staleChains.delete(chain);
      if (this.#table?.chains.has(chain)) this.#nftables.run(`delete chain ${TABLE} ${chain}`);
    }
  }

  get #table() {
    return this.#nftables.table(TABLE);
  }

  /** Everything anew. What other processes left in the table goes, unless it is what is wanted. */
  #writeAll({ node, serviceCIDRs = [] }: ProxyUpdate): void {
    const base = baseCommands({
      nodePortAddresses: this.#nodePortAddresses(node),
      serviceCIDRs: serviceCIDRs.map((cidr) => withoutNode(cidr, node.address)),
      first: this.#first,
    });
    const services = [...this.#translated.values()];
    const commands: NftCommand[] = base.map((text) => ({ text }));
    for (const service of services) commands.push(...chainCommands(service));
    for (const container of Object.keys(CONTAINERS) as ContainerName[]) {
      commands.push({ text: `flush ${CONTAINERS[container]} ${TABLE} ${container}` });
      const written = new Set<string>();
      for (const element of services.flatMap(({ elements }) => elements[container])) {
        if (!written.has(element.key)) commands.push(addElement(container, element));
        written.add(element.key);
      }
    }
    const wanted = new Set(services.flatMap(({ chains }) => [...chains.keys()]));
    const left = [...(this.#table?.chains.keys() ?? [])].filter((name) => name.includes('/') && !wanted.has(name));
    const sets = new Set(services.flatMap(({ affinity }) => [...affinity.keys()]));
    const leftSets = [...(this.#table?.sets.keys() ?? [])].filter(
      (name) => name.startsWith('affinity-') && !sets.has(name),
    );
    this.#finish(commands, left, leftSets);
  }

  #writeChanged(): void {
    const commands: NftCommand[] = [];
    const gone: NftCommand[] = [];
    const left: string[] = [];
    const leftSets: string[] = [];
    for (const [key, before] of this.#unwritten) {
      const after = this.#translated.get(key);
      if (after) commands.push(...chainCommands(after));
      for (const container of Object.keys(CONTAINERS) as ContainerName[]) {
        const changes = this.#elementChanges(container, before, after);
        commands.push(...changes.added);
        gone.push(...changes.removed);
      }
      left.push(...[...(before?.chains.keys() ?? [])].filter((name) => !after?.chains.has(name)));
      leftSets.push(...[...(before?.affinity.keys() ?? [])].filter((name) => !after?.affinity.has(name)));
    }
    this.#finish([...commands, ...gone], left, leftSets);
  }

  #finish(commands: NftCommand[], left: readonly string[], leftSets: readonly string[]): void {
    const flushes = left.map((name) => ({ text: `add chain ${TABLE} ${name}\nflush chain ${TABLE} ${name}` }));
    const deletions = leftSets.map((name) => ({ text: `destroy set ${TABLE} ${name}` }));
    this.#nftables.apply([...commands, ...flushes, ...deletions]);
    const now = this.#clock.now();
    for (const name of left) this.#staleChains.set(name, now);
    const isWanted = (name: string) => [...this.#translated.values()].some(({ chains }) => chains.has(name));
    for (const name of this.#staleChains.keys()) if (isWanted(name)) this.#staleChains.delete(name);
  }

  /** What is the same in both is left as it is on the host, even where somebody has deleted it. */
  #elementChanges(container: ContainerName, before: ServiceTable | undefined, after: ServiceTable | undefined) {
    const [old, now] = [before, after].map(
      (table) => new Map(table?.elements[container].map((each) => [each.key, each])),
    );
    const added: NftCommand[] = [];
    const removed: NftCommand[] = [];
    const remove = (key: string) => ({ text: `destroy element ${TABLE} ${container} { ${key} }` });
    for (const element of now!.values()) {
      const known = old!.get(element.key);
      if (known && known.verdict === element.verdict) continue;
      if (known) added.push(remove(element.key));
      added.push(addElement(container, element));
    }
    for (const key of old!.keys()) if (!now!.has(key)) removed.push(remove(key));
    return { added, removed };
  }

  #nodePortAddresses(node: ProxyNode): string[] | null {
    const { nodePortAddresses } = this.#configuration;
    if (nodePortAddresses.length === 0 || nodePortAddresses.some((prefix) => prefix.endsWith('/0'))) return null;
    if (nodePortAddresses.includes('primary')) return [node.address];
    const prefixes = nodePortAddresses.flatMap((text) => parsePrefix(text) ?? []);
    const own = this.#host.interfaces().flatMap(({ addresses }) => addresses.map((text) => text.split('/')[0]!));
    return own.filter((text) => {
      const address = parseAddress(text);
      return (
        address !== undefined && address >>> 24 !== 127 && prefixes.some((prefix) => prefixContains(prefix, address))
      );
    });
  }
}

function textOf(table: ServiceTable): string {
  return JSON.stringify([table.elements, [...table.chains], [...table.affinity]]);
}

function addElement(container: ContainerName, { key, verdict, comment, origin }: NftElement): NftCommand {
  const words = `${key}${comment ? ` comment "${comment}"` : ''}${verdict ? ` : ${verdict}` : ''}`;
  return { text: `add element ${TABLE} ${container} { ${words} }`, origin };
}

/** A Service's chains and the sets that remember clients; who leads there comes later. */
function chainCommands({ chains, affinity }: ServiceTable): NftCommand[] {
  const sets = [...affinity].map(([name, seconds]) => ({
    text: `add set ${TABLE} ${name} { type ipv4_addr; flags dynamic,timeout; timeout ${seconds}s; }`,
  }));
  const made = [...chains.keys()].flatMap((name) => emptied(name).map((text) => ({ text })));
  const rules = [...chains].flatMap(([name, lines]) =>
    lines.map(({ rule, origin }) => ({ text: `add rule ${TABLE} ${name} ${rule}`, origin })),
  );
  return [...made, ...sets, ...rules];
}
