import type { Pod } from '../client/objects.ts';
import type { Clock } from '../machinery/clock.ts';
import { exceededEmptyDir, hasEmptyDirLimits, MEASURING_INTERVAL_MS } from './empty-dir-limits.ts';
import { DEADLINE_EXCEEDED, deadlineLeftMs, type PodFailure } from './pod-deadline.ts';
import type { PodVolume } from './pod-volumes.ts';

/** Watches what a pod may not pass while it runs: its deadline, and the size of its emptyDirs. */
export class PodLimits {
  readonly #clock: Clock;
  readonly #fail: (failure: PodFailure) => void;
  #cancelDeadline = () => {};
  #cancelMeasuring = () => {};

  constructor(clock: Clock, fail: (failure: PodFailure) => void) {
    this.#clock = clock;
    this.#fail = fail;
  }

  /** Again when activeDeadlineSeconds has changed. */
  watchDeadline(pod: Pod, startedMs: number): void {
    this.#cancelDeadline();
    const leftMs = deadlineLeftMs(pod, startedMs, this.#clock);
    if (leftMs === undefined) return;
    this.#cancelDeadline = this.#clock.schedule(Math.max(0, leftMs), () => this.#fail(DEADLINE_EXCEEDED));
  }

  /** `volumes` gives them as soon as they are mounted. */
  watchEmptyDirs(pod: Pod, volumes: () => ReadonlyMap<string, PodVolume> | undefined): void {
    if (!hasEmptyDirLimits(pod)) return;
    this.#cancelMeasuring = this.#clock.schedule(MEASURING_INTERVAL_MS, () => {
      const mounted = volumes();
      const failure = mounted && exceededEmptyDir(pod, mounted);
      if (failure) this.#fail(failure);
      else this.watchEmptyDirs(pod, volumes);
    });
  }

  stop(): void {
    this.#cancelDeadline();
    this.#cancelMeasuring();
  }
}
