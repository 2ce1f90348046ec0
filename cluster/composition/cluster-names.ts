import type { InformerFactory } from '../client/informer-factory.ts';
import { ENDPOINT_SLICES, SERVICES } from '../client/resources.ts';

const DOMAIN = 'cluster.local';
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Where a name leads: addresses, or (ExternalName) another name. */
export interface NameRecord {
  readonly addresses?: string[];
  readonly alias?: string;
}

/** The cluster's own zone: Services, the endpoints of headless ones, pods by address (Kubernetes DNS-Based Service Discovery). */
export class ClusterNames {
  readonly #informers: InformerFactory;

  constructor(informers: InformerFactory) {
    this.#informers = informers;
    // Asked for before the informers start.
    informers.informer(SERVICES);
    informers.informer(ENDPOINT_SLICES);
  }

  /** By the search list of a pod's resolv.conf: its own namespace, svc, the cluster's domain. */
  search(name: string, namespace: string): NameRecord | undefined {
    for (const full of searched(name, namespace)) {
      const record = this.#record(full);
      if (record) return record;
    }
    return undefined;
  }

  /** A full name, as an alias is one. */
  find(name: string): NameRecord | undefined {
    return this.#record(name);
  }

  /** Names that a Service stands for, and its ports by name and protocol. */
  records(name: string, type: 'CNAME' | 'SRV', namespace: string): string[] {
    for (const full of searched(name, namespace)) {
      const found = type === 'CNAME' ? this.#alias(full) : this.#ports(full);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The Services with the address that a name of in-addr.arpa says backwards. */
  pointers(name: string): string[] {
    const address = name
      .replace(/\.in-addr\.arpa$/, '')
      .split('.')
      .reverse()
      .join('.');
    return this.#informers
      .informer(SERVICES)
      .list()
      .filter(({ spec }) => spec.clusterIP === address)
      .map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.${DOMAIN}.`);
  }

  #alias(full: string): string[] {
    const alias = this.#record(full)?.alias;
    return alias === undefined ? [] : [`${alias}.`];
  }

  /** `_http._tcp.web.default.svc.cluster.local` */
  #ports(full: string): string[] {
    const match = /^_([^.]+)\._([^.]+)\.(([^.]+)\.([^.]+)\.svc\..+)$/.exec(full);
    if (!match) return [];
    const [, portName, protocol = '', owner = '', service = '', namespace = ''] = match;
    if (owner !== `${service}.${namespace}.svc.${DOMAIN}`) return [];
    const found = this.#informers.informer(SERVICES).get(`${namespace}/${service}`);
    const port = found?.spec.ports?.find(
      (each) => each.name === portName && (each.protocol ?? 'TCP').toLowerCase() === protocol,
    );
    if (!found || !port) return [];
    if (found.spec.clusterIP !== 'None') return [`0 100 ${port.port} ${owner}.`];
    const addresses = this.#endpoints(namespace, service, undefined);
    const weight = Math.floor(100 / Math.max(1, addresses.length));
    return addresses.map((address) => `0 ${weight} ${port.port} ${address.replaceAll('.', '-')}.${owner}.`);
  }

  #record(full: string): NameRecord | undefined {
    if (!full.endsWith(`.${DOMAIN}`)) return undefined;
    const names = full.slice(0, -DOMAIN.length - 1).split('.');
    const [kind, namespace, service, hostname] = names.reverse();
    if (!namespace || !service || names.length > 4) return undefined;
    if (kind === 'pod' && /^\d+(-\d+){3}$/.test(service)) return { addresses: [service.replaceAll('-', '.')] };
    if (kind !== 'svc') return undefined;
    const found = this.#informers.informer(SERVICES).get(`${namespace}/${service}`);
    if (!found) return undefined;
    const { clusterIP, type, externalName } = found.spec;
    if (type === 'ExternalName') return externalName && !hostname ? { alias: externalName } : undefined;
    if (clusterIP && clusterIP !== 'None') return hostname ? undefined : { addresses: [clusterIP] };
    const addresses = this.#endpoints(namespace, service, hostname);
    return addresses.length > 0 ? { addresses } : undefined;
  }

  /** Ready endpoints of a headless Service, all of them or the one with that hostname. */
  #endpoints(namespace: string, service: string, hostname: string | undefined): string[] {
    const found = new Set<string>();
    for (const { metadata, endpoints = [] } of this.#informers.informer(ENDPOINT_SLICES).list()) {
      if (metadata.namespace !== namespace || metadata.labels?.[SERVICE_LABEL] !== service) continue;
      for (const endpoint of endpoints ?? []) {
        if (endpoint.conditions?.ready === false) continue;
        if (hostname === undefined || endpoint.hostname === hostname)
          for (const address of endpoint.addresses) found.add(address);
      }
    }
    return [...found];
  }
}

function searched(name: string, namespace: string): string[] {
  return [name, `${name}.${namespace}.svc.${DOMAIN}`, `${name}.svc.${DOMAIN}`, `${name}.${DOMAIN}`];
}
