import type { Pod } from '../client/objects.ts';
import { toTime } from '../client/timestamps.ts';
import type { Clock } from '../machinery/clock.ts';
import type { KubeletContext } from './kubelet-options.ts';

/** Why a pod has failed as a whole. */
export interface PodFailure {
  /** Of the event that tells it. */
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Of its containers; absent: the pod's own. */
  readonly graceSeconds?: number;
}

export const DEADLINE_EXCEEDED: PodFailure = {
  type: 'Normal',
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

export function tellFailure({ events }: KubeletContext, pod: Pod, { type, reason, message }: PodFailure): void {
  events.event(pod, type, reason, message);
}

/** Milliseconds until activeDeadlineSeconds are over, counted from the pod's start; undefined without a deadline. */
export function deadlineLeftMs({ spec, status }: Pod, startedMs: number, clock: Clock): number | undefined {
  if (spec.activeDeadlineSeconds === undefined) return undefined;
  const since = Date.parse(status?.startTime ?? toTime(startedMs));
  return since + spec.activeDeadlineSeconds * 1000 - clock.now();
}
