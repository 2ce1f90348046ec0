import type { InformerFactory } from '../client/informer-factory.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { type NameRecordType, NetworkError } from '../machinery/machine.ts';
import { ClusterNames } from './cluster-names.ts';

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
/** How long a chain of aliases may be (maxCnameChainLength in CoreDNS' plugin/backend_lookup.go). */
const ALIASES_MAX = 10;

/** The names that resolve outside the cluster, and the Services that resolve inside. */
export class NameService {
  readonly #zone = new Map<string, string>();
  readonly #clusterNames: ClusterNames;

  constructor(informers: InformerFactory) {
    this.#clusterNames = new ClusterNames(informers);
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
    if (ADDRESS.test(name)) return [name];
    let asked = name;
    let inCluster = this.#clusterNames.search(name, namespace);
    for (let followed = 0; inCluster?.alias !== undefined && followed < ALIASES_MAX; followed++) {
      asked = normalise(inCluster.alias);
      inCluster = this.#clusterNames.find(asked);
    }
    const outside = this.#zone.get(asked);
    const found = inCluster?.addresses ?? (outside === undefined ? [] : [outside]);
    if (found.length === 0) throw new NetworkError('ENOTFOUND', text);
    return found;
  }

  /** CNAME, SRV and PTR records of the cluster's own zone. */
  recordsInPod(text: string, type: NameRecordType, namespace: string): string[] {
    const name = normalise(text);
    return type === 'PTR' ? this.#clusterNames.pointers(name) : this.#clusterNames.records(name, type, namespace);
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
