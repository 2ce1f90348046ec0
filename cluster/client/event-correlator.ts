import type { Clock } from '../machinery/clock.ts';

/** The real correlator's limits (client-go tools/record/events_cache.go). */
const CACHED_EVENTS = 4096;
const SIMILAR_EVENTS_BEFORE_COMBINING = 10;
const COMBINING_WINDOW_MS = 600_000;
const BURST_PER_OBJECT = 25;
const REFILL_MS = 300_000;

export interface ObservedEvent {
  readonly involvedObject: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly uid: string | undefined;
    readonly apiVersion: string;
    readonly resourceVersion: string | undefined;
    readonly fieldPath?: string;
  };
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface CorrelatedEvent extends ObservedEvent {
  readonly count: number;
  readonly entry: Entry;
}

interface Entry {
  count: number;
  /** Where this event is stored already, so that it is only counted. */
  stored: { name: string; namespace: string } | undefined;
}

interface Similar {
  messages: Set<string>;
  lastMs: number;
}

interface Bucket {
  tokens: number;
  lastMs: number;
}

/** Decides what becomes of an event: a new object, a higher count of an older one, or nothing. */
export class EventCorrelator {
  readonly #clock: Clock;
  #entries = new Map<string, Entry>();
  #similar = new Map<string, Similar>();
  #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined: there are too many events about this object, this one is dropped. */
  correlate(event: ObservedEvent): CorrelatedEvent | undefined {
    const { involvedObject, type, reason } = event;
    const object = `${involvedObject.kind}/${involvedObject.uid}/${involvedObject.name}`;
    const kind = `${object}/${involvedObject.fieldPath ?? ''}/${type}/${reason}`;
    const combined = this.#isFlood(kind, event.message);
    const message = combined ? `(combined from similar events): ${event.message}` : event.message;
    const key = combined ? kind : `${kind}/${message}`;
    if (!this.#takeToken(object)) return undefined;
    const entry = remember(this.#entries, key, () => ({ count: 0, stored: undefined }));
    entry.count++;
    return { ...event, message, count: entry.count, entry };
  }

  #isFlood(kind: string, message: string): boolean {
    const now = this.#clock.now();
    const similar = remember(this.#similar, kind, () => ({ messages: new Set<string>(), lastMs: now }));
    if (now - similar.lastMs > COMBINING_WINDOW_MS) similar.messages.clear();
    similar.lastMs = now;
    if (similar.messages.size < SIMILAR_EVENTS_BEFORE_COMBINING) similar.messages.add(message);
    return similar.messages.size >= SIMILAR_EVENTS_BEFORE_COMBINING && !similar.messages.has(message);
  }

  #takeToken(object: string): boolean {
    const now = this.#clock.now();
    const bucket = remember(this.#buckets, object, () => ({ tokens: BURST_PER_OBJECT, lastMs: now }));
    bucket.tokens = Math.min(BURST_PER_OBJECT, bucket.tokens + (now - bucket.lastMs) / REFILL_MS);
    bucket.lastMs = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}

/** The entry under `key`, which becomes the youngest; beyond the limit the eldest goes. */
function remember<T>(entries: Map<string, T>, key: string, make: () => T): T {
  const entry = entries.get(key) ?? make();
  entries.delete(key);
  entries.set(key, entry);
  if (entries.size > CACHED_EVENTS) {
    const [eldest] = entries.keys();
    if (eldest !== undefined) entries.delete(eldest);
  }
  return entry;
}
