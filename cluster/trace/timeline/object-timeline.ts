import { RingJournal } from './ring-journal.ts';

/** One thing that somebody did to an object, of the API or of the cloud. */
export interface TimelineEntry {
  readonly atMs: number;
  /** Who did it: a field manager, a controller, `API server`, `cloud`. */
  readonly who: string;
  /** `created`, `updated`, `deleted`, or an event's reason. */
  readonly what: string;
  /** `Service lb-demo/hello`, `LoadBalancer k8s-lb-demo`. */
  readonly object: string;
  /** The fields that changed, or an event's message. */
  readonly detail: string;
}

export interface ObjectName {
  /** As in a manifest, in any case: `service`, `Service`. */
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Entries kept for a session: some hold on to the versions of an object that they tell about. */
const ENTRIES_MAX = 300;

/** Who wrote what when, in the order in which it happened. */
export class ObjectTimeline {
  readonly #journal = new RingJournal<() => TimelineEntry | null>(ENTRIES_MAX);

  /** `entry` is asked when somebody reads; null: nothing worth telling. */
  add(entry: () => TimelineEntry | null): void {
    this.#journal.add(entry);
  }

  /** Of all objects, or of one and of what was made for it (its endpoints, its load balancer). */
  read(object?: ObjectName): TimelineEntry[] {
    const entries = this.#journal.list().flatMap((entry) => entry() ?? []);
    if (!object) return entries;
    const own = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`.toLowerCase();
    const related = new Set([own, ...balancersOf(entries, own)]);
    return entries.filter((entry) => related.has(entry.object.toLowerCase()) || isEndpoints(entry, own, object));
  }
}

/** The load balancers that had an address which the object's status has got. */
function balancersOf(entries: readonly TimelineEntry[], own: string): string[] {
  const addresses = entries
    .filter(({ object, detail }) => object.toLowerCase() === own && detail.includes('status.loadBalancer'))
    .flatMap(({ detail }) => detail.match(/"ip":"[\d.]+"/g) ?? [])
    .map((found) => found.slice('"ip":"'.length, -1));
  return entries
    .filter(({ object, detail }) => object.startsWith('LoadBalancer ') && addresses.includes(detail))
    .map(({ object }) => object.toLowerCase());
}

/** Endpoints have their Service's name, slices begin with it. */
function isEndpoints({ object }: TimelineEntry, own: string, { namespace = '', name }: ObjectName): boolean {
  if (!own.startsWith('service ')) return false;
  return object === `Endpoints ${namespace}/${name}` || object.startsWith(`EndpointSlice ${namespace}/${name}-`);
}
