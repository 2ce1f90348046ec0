/** How long programs may run before the event loop turns once. */
const SLICE_MS = 5;
/** After this long without waiting for anything, a program works and rests in turns. */
const BUSY_MS = 1000;
const REST_MS = 5;
/** A pause longer than this between two checks was a wait, not work. */
const IDLE_GAP_MS = 20;

let sliceStart = 0;
let turn: Promise<void> | null = null;

/**
 * Keeps a program that never waits from holding up the others of its thread. This is about the host's processor, not
 * the simulation's time, and therefore the one place that looks at the host's clock.
 */
export class Fairness {
  #busySince = 0;
  #lastCheck = 0;

  /** Call between steps of work: null to go on at once, else wait for it. */
  pause(): Promise<void> | null {
    const now = performance.now();
    if (now - this.#lastCheck > IDLE_GAP_MS) this.#busySince = now;
    this.#lastCheck = now;
    if (now - sliceStart < SLICE_MS) return null;
    return now - this.#busySince > BUSY_MS ? rest() : nextTurn();
  }
}

function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      sliceStart = performance.now();
      turn = null;
      resolve();
    });
  });
  return turn;
}

function rest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      sliceStart = performance.now();
      resolve();
    }, REST_MS);
  });
}
