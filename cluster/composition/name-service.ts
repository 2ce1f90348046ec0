import type { InformerFactory } from '../client/informer-factory.ts';
import { SERVICES } from '../client/resources.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { NetworkError } from '../machinery/machine.ts';

const CLUSTER_DOMAIN = 'cluster.local';
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The names that resolve outside the cluster, and the Services that resolve inside. */
export class NameService {
  readonly #zone = new Map<string, string>();
  readonly #serviceAddress: (name: string, namespace: string) => string | undefined;

  constructor(informers: InformerFactory) {
    const services = informers.informer(SERVICES);
    this.#serviceAddress = (name, namespace) => {
      const address = services.get(`${namespace}/${name}`)?.spec.clusterIP;
      return address && address !== 'None' ? address : undefined;
    };
  }

  /** Adds a record to the public zone. */
  publish(name: string, address: string): void {
    this.#zone.set(name.toLowerCase(), address);
  }

  published(): { name: string; address: string }[] {
    return [...this.#zone].map(([name, address]) => ({ name, address }));
  }

  /** What a client's or a node's resolver finds: addresses as they are, /etc/hosts, the public zone. */
  lookupFor(files: () => FileSystem): (name: string) => Promise<string[]> {
    return async (text) => {
      const name = normalise(text);
      if (ADDRESS.test(name)) return [name];
      const found = fromHosts(files(), name) ?? this.#zone.get(name);
      if (!found) throw new NetworkError('ENOTFOUND', text);
      return [found];
    };
  }

  /** What a pod's DNS server finds: the cluster's names by its search list, then the public zone. */
  async lookupInPod(text: string, namespace: string): Promise<string[]> {
    const name = normalise(text);
    const found = ADDRESS.test(name) ? name : (this.#inCluster(name, namespace) ?? this.#zone.get(name));
    if (!found) throw new NetworkError('ENOTFOUND', text);
    return [found];
  }

  /** The search list of a pod's resolv.conf: its own namespace, svc, the cluster's domain. */
  #inCluster(name: string, namespace: string): string | undefined {
    const searched = [
      name,
      `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`,
      `${name}.svc.${CLUSTER_DOMAIN}`,
      `${name}.${CLUSTER_DOMAIN}`,
    ];
    for (const full of searched) {
      const [service, home, kind, ...domain] = full.split('.');
      if (kind !== 'svc' || domain.join('.') !== CLUSTER_DOMAIN || !service || !home) continue;
      const address = this.#serviceAddress(service, home);
      if (address) return address;
    }
    return undefined;
  }
}

function normalise(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function fromHosts(files: FileSystem, name: string): string | undefined {
  if (!files.exists('/etc/hosts')) return undefined;
  for (const line of Buffer.from(files.read('/etc/hosts')).toString('utf8').split('\n')) {
    const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (address && names.includes(name) && ADDRESS.test(address)) return address;
  }
  return undefined;
}
