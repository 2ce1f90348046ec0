import type { HorizontalPodAutoscalerCondition } from 'kubernetes-types/autoscaling/v2.js';
import { toTime } from '../../client/timestamps.ts';

type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

/** The conditions of one autoscaler while it is looked at. */
export class AutoscalerConditions {
  readonly #nowMs: number;
  #list: HorizontalPodAutoscalerCondition[];

  constructor(list: readonly HorizontalPodAutoscalerCondition[], nowMs: number) {
    this.#list = [...list];
    this.#nowMs = nowMs;
  }

  get list(): HorizontalPodAutoscalerCondition[] {
    return this.#list;
  }

  /** The time moves with the status alone (setConditionInList). */
  set(type: ConditionType, status: 'True' | 'False', reason: string, message: string): void {
    const current = this.#list.find((condition) => condition.type === type);
    const lastTransitionTime = current?.status === status ? current.lastTransitionTime : toTime(this.#nowMs);
    const condition = { type, status, ...(lastTransitionTime ? { lastTransitionTime } : {}), reason, message };
    this.#list = current ? this.#list.map((each) => (each === current ? condition : each)) : [...this.#list, condition];
  }
}
