import type { Pod } from '../../client/objects.ts';
import type { FilterName } from './filters.ts';
import { priorityOf } from './preemption-victims.ts';
import { type ClusterEvent, helps } from './requeue-hints.ts';

/** A pod that fits nowhere is tried again after this time in any case (podMaxInUnschedulablePodsDuration). */
const FLUSH_MS = 300_000;

/** Which pods wait for a node: those to be tried, the most important first, and those that were tried (backend/queue). */
export class SchedulingQueue {
  readonly #active = new Set<string>();
  readonly #unschedulable = new Map<string, { since: number; waitsFor: ReadonlySet<FilterName> }>();

  add(key: string): void {
    this.#active.add(key);
  }

  /** The next pod; keys that `pendingPod` knows nothing of are dropped. Of equal priority, the one that came first. */
  take(pendingPod: (key: string) => Pod | undefined): Pod | undefined {
    let chosen: { key: string; pod: Pod } | undefined;
    for (const key of this.#active) {
      const pod = pendingPod(key);
      if (!pod) this.forget(key);
      else if (!chosen || priorityOf(pod) > priorityOf(chosen.pod)) chosen = { key, pod };
    }
    if (chosen) this.forget(chosen.key);
    return chosen?.pod;
  }

  park(key: string, waitsFor: ReadonlySet<FilterName>, nowMs: number): void {
    this.#unschedulable.set(key, { since: nowMs, waitsFor });
  }

  forget(key: string): void {
    this.#active.delete(key);
    this.#unschedulable.delete(key);
  }

  /** Parked pods that the events may help. */
  helped(events: readonly ClusterEvent[]): string[] {
    if (events.length === 0) return [];
    return Array.from(this.#unschedulable)
      .filter(([, { waitsFor }]) => events.some((event) => helps(event, waitsFor)))
      .map(([key]) => key);
  }

  /** Parked pods that have waited long enough. */
  overdue(nowMs: number): string[] {
    return Array.from(this.#unschedulable)
      .filter(([, { since }]) => since + FLUSH_MS <= nowMs)
      .map(([key]) => key);
  }

  /** Until the first parked pod is overdue; undefined when none is parked. */
  nextFlushMs(nowMs: number): number | undefined {
    if (this.#unschedulable.size === 0) return undefined;
    const first = Math.min(...Array.from(this.#unschedulable.values(), ({ since }) => since));
    return Math.max(1, first + FLUSH_MS - nowMs);
  }
}
