import type { ConnectionListener, ConnectionRecord } from './connection-record.ts';

/** Records kept for `connection(id)`. */
const CAPACITY = 2_000;

/** Numbers connection attempts, keeps the records of the latest and tells who listens. */
export class ConnectionLog {
  readonly #ring: ConnectionRecord[] = [];
  readonly #listeners = new Set<ConnectionListener>();
  #last = 0;

  nextId(): number {
    return ++this.#last;
  }

  decided(record: ConnectionRecord): void {
    this.#ring[record.id % CAPACITY] = record;
    this.closed(record);
  }

  closed(record: ConnectionRecord): void {
    for (const listener of this.#listeners) listener(record);
  }

  find(id: number): ConnectionRecord | undefined {
    const record = this.#ring[id % CAPACITY];
    return record?.id === id ? record : undefined;
  }

  subscribe(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
