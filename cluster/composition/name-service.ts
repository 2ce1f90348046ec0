import type { InformerFactory } from '../client/informer-factory.ts';
import { PublicZones, type ZoneAnswer } from '../cloud/zone/public-zones.ts';
import { type ZoneRecordType, zoneName } from '../cloud/zone/zone-record.ts';
import { KubernetesZone } from '../dns/kubernetes-zone.ts';
import { RECORD_TYPES, type RecordData } from '../machinery/dns/message.ts';
import type { NameRecordType } from '../machinery/machine.ts';

const PUBLISHED_TTL = 60;
const ZONE = { zone: 'cluster.local.', ttl: 30, pods: 'insecure' } as const;

/** The names that resolve outside the cluster, and the cluster's own zone. */
export class NameService {
  readonly zone: KubernetesZone;
  /** The provider's hosted zones. */
  readonly zones = new PublicZones();
  readonly #published = new Map<string, string>();

  constructor(informers: InformerFactory) {
    this.zone = new KubernetesZone(informers);
  }

  /** Adds a record to the public zone that holds the name, if one does. */
  publish(name: string, address: string): void {
    this.#published.set(name.toLowerCase(), address);
    const full = zoneName(name);
    this.zones.holding(full)?.upsert({ name: full, type: 'A', ttl: PUBLISHED_TTL, values: [address] });
    this.zones.changed();
  }

  published(): { name: string; address: string }[] {
    return [...this.#published].map(([name, address]) => ({ name, address }));
  }

  /** What the public DNS says. `type` is absent where records of that type are nobody's. */
  resolve(name: string, type: ZoneRecordType | undefined): ZoneAnswer {
    const full = zoneName(name);
    if (this.zones.holding(full)) return this.zones.resolve(full, type);
    const address = this.#published.get(full.slice(0, -1));
    const found =
      address !== undefined && type === 'A' ? [{ name: full, type, ttl: PUBLISHED_TTL, value: address }] : [];
    return { found, exists: address !== undefined };
  }

  /** CNAME, SRV and PTR records of the cluster's own zone, by the search list of a pod. */
  recordsInPod(text: string, type: NameRecordType, namespace: string): string[] {
    const name = `${text.toLowerCase().replace(/\.$/, '')}.`;
    if (type === 'PTR') return recordTexts(this.zone.pointer(name, ZONE.ttl, ZONE.zone)?.answers ?? []);
    for (const suffix of ['', `${namespace}.svc.${ZONE.zone}`, `svc.${ZONE.zone}`, ZONE.zone]) {
      const full = `${name}${suffix}`;
      if (!full.endsWith(`.${ZONE.zone}`)) continue;
      const { answers } = this.zone.answer(full, RECORD_TYPES[type], ZONE, 0);
      if (answers.length > 0) return recordTexts(answers);
    }
    return [];
  }
}

function recordTexts(records: readonly { readonly data: RecordData }[]): string[] {
  return records.flatMap(({ data }) => {
    if (data.kind === 'name') return [data.name];
    return data.kind === 'service' ? [`${data.priority} ${data.weight} ${data.port} ${data.target}`] : [];
  });
}
