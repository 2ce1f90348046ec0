import type { HorizontalPodAutoscaler } from '../../client/objects.ts';
import type { AutoscalerConditions } from './autoscaler-conditions.ts';
import type { ScalingHistory } from './scaling-history.ts';
import { scaleDownLimit, scaleUpLimit } from './scaling-policies.ts';

/** --horizontal-pod-autoscaler-downscale-stabilization. */
const DOWNSCALE_WINDOW_SECONDS = 300;
/** Without a behavior: at most doubled, or to 4. */
const SCALE_UP_FACTOR = 2;
const SCALE_UP_LEAST = 4;

const HIGHEST = 'recent recommendations were higher than current one, applying the highest recent recommendation';
const LOWEST = 'recent recommendations were lower than current one, applying the lowest recent recommendation';
const MORE_THAN_MAXIMUM = 'the desired replica count is more than the maximum replica count';
const LESS_THAN_MINIMUM = 'the desired replica count is less than the minimum replica count';
const WITHIN_RANGE: Limit = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};

interface Limit {
  readonly reason: string;
  readonly message: string;
}

export interface Sizing {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly conditions: AutoscalerConditions;
  readonly history: ScalingHistory;
  readonly current: number;
  readonly minimum: number;
  readonly nowMs: number;
}

/** The wish held steady against what was wished lately, and kept within what is allowed; told in the conditions. */
export function normalizeReplicas(sizing: Sizing, wish: number): number {
  const { autoscaler, conditions } = sizing;
  const stable = autoscaler.spec.behavior ? stabilizeWithBehavior(sizing, wish) : stabilize(sizing, wish);
  if (stable === wish) {
    conditions.set('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size');
  } else if (autoscaler.spec.behavior && wish >= sizing.current) {
    conditions.set('AbleToScale', 'True', 'ScaleUpStabilized', LOWEST);
  } else conditions.set('AbleToScale', 'True', 'ScaleDownStabilized', HIGHEST);
  const { replicas, limit } = autoscaler.spec.behavior ? limitByBehavior(sizing, stable) : limitBySize(sizing, stable);
  conditions.set('ScalingLimited', replicas === stable ? 'False' : 'True', limit.reason, limit.message);
  return replicas;
}

/** stabilizeRecommendation. */
function stabilize({ history, nowMs }: Sizing, wish: number): number {
  const windowMs = DOWNSCALE_WINDOW_SECONDS * 1000;
  const stable = Math.max(wish, ...history.recommendationsSince(nowMs - windowMs - 1));
  history.recommend(wish, nowMs, windowMs);
  return stable;
}

/** stabilizeRecommendationWithBehaviors. */
function stabilizeWithBehavior({ autoscaler, history, current, nowMs }: Sizing, wish: number): number {
  const { scaleUp, scaleDown } = autoscaler.spec.behavior ?? {};
  const upMs = (scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downMs = (scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_SECONDS) * 1000;
  const lowest = Math.min(wish, ...history.recommendationsSince(nowMs - upMs));
  const highest = Math.max(wish, ...history.recommendationsSince(nowMs - downMs));
  history.recommend(wish, nowMs, Math.max(upMs, downMs));
  return Math.min(Math.max(current, lowest), highest);
}

/** convertDesiredReplicasWithRules. */
function limitBySize({ autoscaler, current, minimum }: Sizing, stable: number): { replicas: number; limit: Limit } {
  const { maxReplicas } = autoscaler.spec;
  const fastest = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_LEAST);
  if (stable < minimum) {
    return { replicas: minimum, limit: { reason: 'TooFewReplicas', message: LESS_THAN_MINIMUM } };
  }
  if (stable <= Math.min(maxReplicas, fastest)) return { replicas: stable, limit: WITHIN_RANGE };
  return { replicas: Math.min(maxReplicas, fastest), limit: tooMany(maxReplicas > fastest) };
}

/** convertDesiredReplicasWithBehaviorRate. */
function limitByBehavior(sizing: Sizing, stable: number): { replicas: number; limit: Limit } {
  const { autoscaler, history, current, minimum, nowMs } = sizing;
  const { maxReplicas, behavior } = autoscaler.spec;
  if (stable > current) {
    const fastest = Math.max(current, scaleUpLimit(current, history, behavior?.scaleUp, nowMs));
    const most = Math.min(maxReplicas, fastest);
    if (stable > most) return { replicas: most, limit: tooMany(maxReplicas > fastest) };
  } else if (stable < current) {
    const fastest = Math.min(current, scaleDownLimit(current, history, behavior?.scaleDown, nowMs));
    const least = Math.max(minimum, fastest);
    const message = 'the desired replica count is decreasing faster than the maximum scale rate';
    const limit =
      minimum < fastest
        ? { reason: 'ScaleDownLimit', message }
        : { reason: 'TooFewReplicas', message: LESS_THAN_MINIMUM };
    if (stable < least) return { replicas: least, limit };
  }
  return { replicas: stable, limit: WITHIN_RANGE };
}

function tooMany(isTooFast: boolean): Limit {
  return isTooFast
    ? {
        reason: 'ScaleUpLimit',
        message: 'the desired replica count is increasing faster than the maximum scale rate',
      }
    : { reason: 'TooManyReplicas', message: MORE_THAN_MAXIMUM };
}
