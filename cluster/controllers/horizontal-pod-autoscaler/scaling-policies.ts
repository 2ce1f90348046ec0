import type { HPAScalingPolicy, HPAScalingRules } from 'kubernetes-types/autoscaling/v2.js';
import type { ScalingHistory } from './scaling-history.ts';

/** The largest size that the policies allow now (calculateScaleUpLimitWithScalingRules). */
export function scaleUpLimit(
  current: number,
  history: ScalingHistory,
  rules: HPAScalingRules | undefined,
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = periodStart(current, history, policy, nowMs);
    return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

/** The smallest size that the policies allow now (calculateScaleDownLimitWithBehaviors). */
export function scaleDownLimit(
  current: number,
  history: ScalingHistory,
  rules: HPAScalingRules | undefined,
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = periodStart(current, history, policy, nowMs);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** How far back any policy looks. */
export function longestPeriodMs(rules: HPAScalingRules | undefined): number {
  return Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds * 1000));
}

function periodStart(current: number, history: ScalingHistory, policy: HPAScalingPolicy, nowMs: number): number {
  return current - history.changeSince(nowMs - policy.periodSeconds * 1000);
}
