import type { RequestRecord, RequestTap } from '../machinery/flow.ts';

/** Numbers requests and passes their records on; keeps none. */
export class RequestLog implements RequestTap {
  readonly #listeners = new Set<(record: RequestRecord) => void>();
  #last = 0;

  nextId(): number {
    return ++this.#last;
  }

  report(record: RequestRecord): void {
    for (const listener of this.#listeners) listener(record);
  }

  subscribe(listener: (record: RequestRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
