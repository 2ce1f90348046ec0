/** Rest of the heavy ones between two of their turns while others are at work. */
const REST_MS = 3;

/** One that takes turns with others that never wait either. */
export interface HeavyWorker {
  readonly isWaiting: boolean;
  readonly isResting: boolean;
  beginTurn(): void;
  wakeOne(): void;
}

let turn: Promise<void> | null = null;

/** Resolves when the event loop has turned once, for all that wait together; `onTurn` runs first. */
export function nextTurn(onTurn: () => void): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = null;
      onTurn();
      resolve();
    });
  });
  return turn;
}

/** The heavy ones of a thread, one after the other. */
class HeavyTurns {
  readonly #queue: HeavyWorker[] = [];
  #others: () => boolean = () => false;
  #serving = false;

  /** Tells whom to leave the thread to. */
  restWhile(others: () => boolean): void {
    this.#others = others;
  }

  queue(worker: HeavyWorker): void {
    if (this.#queue.includes(worker)) return;
    this.#queue.push(worker);
    if (this.#serving) return;
    this.#serving = true;
    void this.#serve();
  }

  async #serve(): Promise<void> {
    await this.#rest();
    for (let worker = this.#queue.shift(); worker; worker = this.#queue.shift()) {
      worker.beginTurn();
      while (worker.isWaiting && !worker.isResting) {
        worker.wakeOne();
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (worker.isWaiting) this.queue(worker);
      await this.#rest();
    }
    this.#serving = false;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#others()) setTimeout(resolve, REST_MS);
      else setImmediate(resolve);
    });
  }
}

export const heavyTurns = new HeavyTurns();
