import { performance } from 'node:perf_hooks';
import { heavyTurns, nextTurn } from './processor-turns.ts';

/** Recent use beyond this (of about a second) makes a cluster or a process a heavy one. */
const HEAVY_MS = 150;
/** Work of a thread's light processes before the event loop turns once. */
const SLICE_MS = 2;
/** Work of a heavy cluster before it waits for its next turn: short where others are at work. */
const HEAVY_SLICE_MS = 4;
const NEIGHBOURLY_SLICE_MS = 1;
/** Use is forgotten at this pace. */
const MEMORY_MS = 1_000;
/** A longer gap between two steps may have been a wait: the event loop is asked how much of it was work. */
const UNSURE_MS = 0.5;
/** Others are at work when one of them was seen so recently. */
const OTHERS_MS = 150;

let lastStepMs = 0;
let activeAtLastStep = 0;
let turnMs = 0;
let lightSeenMs = Number.NEGATIVE_INFINITY;

/** How much was worked lately: milliseconds of about the last second. */
export class RecentUse {
  #ms: number;
  #atMs = 0;

  constructor(ms = 0) {
    this.#ms = ms;
  }

  add(ms: number, now: number): void {
    this.#fold(now);
    this.#ms += ms;
  }

  at(now: number): number {
    this.#fold(now);
    return this.#ms;
  }

  #fold(now: number): void {
    const passed = now - this.#atMs;
    if (passed < 20) return;
    if (this.#atMs > 0) this.#ms *= Math.exp(-passed / MEMORY_MS);
    this.#atMs = now;
  }
}

/** What a process has used; its children begin where it stands, so that splitting up brings no advantage. */
export interface ProcessorTime {
  readonly used: RecentUse;
  /** A terminal's own shell: while it is light it answers keys at once, whatever else its cluster does. */
  readonly isSessionLeader: boolean;
}

interface Waiter {
  readonly time: ProcessorTime;
  readonly resolve: () => void;
}

/**
 * The share of a thread that the processes of one cluster have together. A program that never waits must not hold up
 * the others of its thread: light clusters share turns of the event loop, a heavy one has short turns and, where others
 * are at work, long rests. This is about the host's processor, not the simulation's time, and therefore the one place
 * that looks at the host's clock.
 */
export class Processor {
  readonly #used = new RecentUse();
  #burstMs = 0;
  /** Whoever has waited longest first. */
  readonly #waiters: Waiter[] = [];
  #lastWasLeader = false;
  /** Its turn is over: whoever wants to work waits for the next one. */
  #resting = false;

  /** Call between steps of a process's work: null to go on at once, else wait for it. */
  pause(time: ProcessorTime): Promise<void> | null {
    const now = performance.now();
    const worked = workedSinceLastStep(now);
    this.#used.add(worked, now);
    time.used.add(worked, now);
    const heavy = this.#used.at(now) > HEAVY_MS;
    if (!heavy || (time.isSessionLeader && time.used.at(now) < HEAVY_MS)) {
      if (!heavy) lightSeenMs = now;
      return this.#lightPause(worked);
    }
    this.#burstMs += worked;
    if (this.#burstMs >= (othersAreAtWork(now) ? NEIGHBOURLY_SLICE_MS : HEAVY_SLICE_MS)) this.#resting = true;
    return this.#resting ? this.#heavyPause(time) : null;
  }

  #lightPause(worked: number): Promise<void> | null {
    turnMs += worked;
    if (turnMs < SLICE_MS) return null;
    return nextTurn(startTurn);
  }

  #heavyPause(time: ProcessorTime): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push({ time, resolve });
      if (this.#waiters.length === 1) heavyTurns.queue(this);
    });
  }

  get isWaiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** Whether it has used up its turn. */
  get isResting(): boolean {
    return this.#resting;
  }

  /** Its turn begins: `wakeOne` may be called until it rests. */
  beginTurn(): void {
    this.#resting = false;
    this.#burstMs = 0;
  }

  /** The next process goes on: every other time a terminal's shell, so that Ctrl-C is answered among hundreds. */
  wakeOne(): void {
    startTurn();
    const leader = this.#lastWasLeader ? -1 : this.#waiters.findIndex(({ time }) => time.isSessionLeader);
    this.#lastWasLeader = leader >= 0;
    this.#waiters.splice(Math.max(leader, 0), 1)[0]?.resolve();
  }
}

heavyTurns.restWhile(() => othersAreAtWork(performance.now()));

function othersAreAtWork(now: number): boolean {
  return now - lightSeenMs < OTHERS_MS;
}

function startTurn(): void {
  turnMs = 0;
  lastStepMs = performance.now();
  activeAtLastStep = performance.eventLoopUtilization().active;
}

/** Work of this thread since somebody last asked: what waits are not. */
function workedSinceLastStep(now: number): number {
  const passed = now - lastStepMs;
  lastStepMs = now;
  if (passed < UNSURE_MS) {
    activeAtLastStep += passed;
    return passed;
  }
  const { active } = performance.eventLoopUtilization();
  const worked = Math.max(0, Math.min(passed, active - activeAtLastStep));
  activeAtLastStep = active;
  return worked;
}
