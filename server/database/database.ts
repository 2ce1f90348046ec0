import type { Worker } from 'node:worker_threads';
import { startWorker } from '../worker-thread.ts';
import type { DatabaseOptions, DatabaseReply, DatabaseRequest, SqlRow, Statement } from './database-messages.ts';

/** Distributes over the union, where Omit would not. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** SQLite in a worker of its own, so that no commit holds up a request. */
export class Database {
  readonly #worker: Worker;
  readonly #pending = new Map<number, { resolve: (rows: readonly SqlRow[]) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #failed: Error | null = null;

  constructor(options: DatabaseOptions) {
    this.#worker = startWorker(new URL('./database-worker.ts', import.meta.url), options);
    this.#worker.on('message', (message: DatabaseReply) => this.#settle(message));
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('the database has been closed')));
  }

  /** Resolves when the statements are on the disk, all of them together. */
  async write(statements: readonly Statement[]): Promise<void> {
    await this.#ask({ kind: 'write', statements });
  }

  read(sql: string, ...parameters: Statement['parameters']): Promise<readonly SqlRow[]> {
    return this.#ask({ kind: 'read', statement: { sql, parameters } });
  }

  /** After everything that was asked for has been stored. */
  async close(): Promise<void> {
    if (this.#failed) return;
    await this.#ask({ kind: 'close' });
    await this.#worker.terminate();
  }

  #ask(request: WithoutId<DatabaseRequest>): Promise<readonly SqlRow[]> {
    if (this.#failed) return Promise.reject(this.#failed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #settle(reply: DatabaseReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(new Error(reply.error));
    else pending?.resolve(reply.rows);
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failed);
    this.#pending.clear();
  }
}
