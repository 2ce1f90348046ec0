import type { JobCondition } from 'kubernetes-types/batch/v1.js';
import type { Job } from '../../client/objects.ts';
import { toTime } from '../../client/timestamps.ts';

type Conditions = readonly JobCondition[] | undefined;

export function newCondition(
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  nowMs: number,
): JobCondition {
  const now = toTime(nowMs);
  return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
}

/** The condition of that type when it is true. */
export function trueCondition(conditions: Conditions, type: string): JobCondition | undefined {
  return conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** Complete or Failed: the controller has nothing more to do with it (util.IsJobFinished). */
export function isJobFinished({ status }: Pick<Job, 'status'>): boolean {
  return finishedCondition(status?.conditions) !== undefined;
}

export function finishedCondition(conditions: Conditions): JobCondition | undefined {
  return trueCondition(conditions, 'Complete') ?? trueCondition(conditions, 'Failed');
}

/**
 * The list with the condition in it; undefined when it says so already. What was never true is not written as false
 * (ensureJobConditionStatus).
 */
export function ensureCondition(conditions: Conditions, condition: JobCondition): JobCondition[] | undefined {
  const list = conditions ?? [];
  const current = list.find(({ type }) => type === condition.type);
  if (!current) return condition.status === 'False' ? undefined : [...list, condition];
  const { status, reason, message } = condition;
  if (current.status === status && current.reason === reason && current.message === message) return undefined;
  return list.map((each) => (each === current ? condition : each));
}
