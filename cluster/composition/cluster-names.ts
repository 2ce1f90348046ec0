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
    const candidates = [name, `${name}.${namespace}.svc.${DOMAIN}`, `${name}.svc.${DOMAIN}`, `${name}.${DOMAIN}`];
    for (const full of candidates) {
      const record = this.#record(full);
      if (record) return record;
    }
    return undefined;
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
