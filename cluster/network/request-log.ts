import type { ConnectionLink, RequestRecord, RequestTap } from '../machinery/flow.ts';

/** Numbers requests and passes their records on; keeps none. */
export class RequestLog implements RequestTap {
  readonly #listeners = new Set<(record: RequestRecord) => void>();
  readonly #linkListeners = new Set<(link: ConnectionLink) => void>();
  #last = 0;

  nextId(): number {
    return ++this.#last;
  }

  report(record: RequestRecord): void {
    for (const listener of this.#listeners) listener(record);
  }

  link(link: ConnectionLink): void {
    for (const listener of this.#linkListeners) listener(link);
  }

  subscribeLinks(listener: (link: ConnectionLink) => void): () => void {
    this.#linkListeners.add(listener);
    return () => this.#linkListeners.delete(listener);
  }

  subscribe(listener: (record: RequestRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
