import type { SessionCluster } from '../drivers/driver.ts';
import { refusals } from './refusal.ts';
import { SharedTerminal } from './shared-terminal.ts';

const MAX_TERMINALS = 4;
const FIRST_SIZE = { columns: 100, rows: 30 };

/** A session's terminals by number, opened when a page first asks for one. */
export class SessionTerminals {
  readonly #open = new Map<number, Promise<SharedTerminal>>();

  /** Refuses numbers beyond 1 to 4. */
  async get(cluster: () => Promise<SessionCluster>, number: number): Promise<SharedTerminal> {
    if (!Number.isInteger(number) || number < 1 || number > MAX_TERMINALS)
      throw refusals.tooManyTerminals(MAX_TERMINALS);
    const there = await cluster();
    return this.#open.get(number) ?? this.open(there, number, '');
  }

  /** A shell that was left with `exit` is opened anew by the next page that asks for it. */
  open(cluster: SessionCluster, number: number, greeting: string): Promise<SharedTerminal> {
    const opened = cluster
      .openTerminal(FIRST_SIZE)
      .then((connection) => new SharedTerminal(connection, FIRST_SIZE, greeting, () => this.#open.delete(number)));
    this.#open.set(number, opened);
    return opened;
  }

  closeAll(): void {
    for (const terminal of this.#open.values()) terminal.then((opened) => opened.close()).catch(() => {});
    this.#open.clear();
  }
}
