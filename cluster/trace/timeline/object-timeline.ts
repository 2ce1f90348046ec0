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

/** Entries kept for a session. */
const ENTRIES_MAX = 500;

/** Who wrote what when, in the order in which it happened. */
export class ObjectTimeline {
  readonly #journal = new RingJournal<TimelineEntry>(ENTRIES_MAX);

  add(entry: TimelineEntry): void {
    this.#journal.add(entry);
  }

  /** Of all objects, or of one and of what was made for it (its endpoints, its load balancer). */
  read(object?: ObjectName): TimelineEntry[] {
    const entries = this.#journal.list();
    if (!object) return entries;
    const own = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`.toLowerCase();
    const related = new Set(entries.filter((entry) => isAbout(entry, own, object)).map(({ object: name }) => name));
    return entries.filter((entry) => related.has(entry.object) || entry.detail.toLowerCase().includes(own));
  }
}

function isAbout({ object, detail }: TimelineEntry, own: string, { name }: ObjectName): boolean {
  const text = object.toLowerCase();
  if (text === own || detail.toLowerCase().includes(`for ${own}`)) return true;
  // Endpoints have their Service's name, slices begin with it.
  const short = text.slice(text.lastIndexOf('/') + 1);
  const isDerived = text.startsWith('endpoints ')
    ? short === name
    : text.startsWith('endpointslice ') && short.startsWith(`${name}-`);
  return own.startsWith('service ') && isDerived;
}
