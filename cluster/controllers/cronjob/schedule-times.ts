import type { CronJob } from '../../client/objects.ts';
import { fromTime } from '../../client/timestamps.ts';
import type { CronSchedule } from '../../machinery/cron-schedule.ts';

/** A little later than due, so that the time has come when it is looked at (nextScheduleDelta). */
const DELTA_MS = 100;

/** More missed times than this are told. */
const MANY = 100;

/** No time is ever due again. */
const NEVER = Number.POSITIVE_INFINITY;

interface RecentTimes {
  readonly earliest: number;
  /** The last due time that has not been served. */
  readonly mostRecent: number | undefined;
  readonly missed: 'none' | 'few' | 'many';
}

/** The time a Job is to be made for, and whether many were missed before it (nextScheduleTime in cronjob/utils.go). */
export function dueTime(
  cronJob: CronJob,
  schedule: CronSchedule,
  nowMs: number,
): { at: number; missedMany: boolean } | undefined {
  const { mostRecent, missed } = recentTimes(cronJob, schedule, nowMs, true);
  return mostRecent === undefined || mostRecent > nowMs ? undefined : { at: mostRecent, missedMany: missed === 'many' };
}

/** Milliseconds until the next due time; undefined when there is none (nextScheduleTimeDuration). */
export function nextDueAfterMs(cronJob: CronJob, schedule: CronSchedule, nowMs: number): number | undefined {
  const { earliest, mostRecent, missed } = recentTimes(cronJob, schedule, nowMs, false);
  const next = schedule.next(mostRecent ?? (missed === 'none' ? earliest : nowMs));
  return next === undefined ? undefined : next + DELTA_MS - nowMs;
}

/** mostRecentScheduleTime: does not step through all that was missed, and so may leave some out where steps differ. */
function recentTimes(
  { metadata, spec, status }: CronJob,
  schedule: CronSchedule,
  nowMs: number,
  withDeadline: boolean,
): RecentTimes {
  let earliest = fromTime(status?.lastScheduleTime ?? metadata.creationTimestamp);
  if (withDeadline && spec.startingDeadlineSeconds !== undefined) {
    earliest = Math.max(earliest, nowMs - spec.startingDeadlineSeconds * 1000);
  }
  const first = schedule.next(earliest) ?? NEVER;
  const second = (first === NEVER ? undefined : schedule.next(first)) ?? NEVER;
  if (nowMs < first) return { earliest, mostRecent: undefined, missed: 'none' };
  if (nowMs < second) return { earliest, mostRecent: first, missed: 'none' };
  const step = second - first;
  const count = Math.floor((nowMs - first) / step) + 1;
  let mostRecent: number | undefined;
  for (let time = schedule.next(first + (count - 2) * step); time !== undefined && time <= nowMs; ) {
    mostRecent = time;
    time = schedule.next(time);
  }
  return { earliest, mostRecent, missed: count > MANY ? 'many' : 'few' };
}
