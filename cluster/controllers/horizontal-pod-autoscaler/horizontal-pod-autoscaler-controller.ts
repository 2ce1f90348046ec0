import type { HorizontalPodAutoscalerStatus, MetricStatus } from 'kubernetes-types/autoscaling/v2.js';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { HorizontalPodAutoscaler } from '../../client/objects.ts';
import { HORIZONTAL_POD_AUTOSCALERS, PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { AutoscalerConditions } from './autoscaler-conditions.ts';
import { MetricFailure, type MetricProposal, proposeReplicas } from './metric-proposal.ts';
import { normalizeReplicas } from './normalize-replicas.ts';
import { readScale, type ScaleTarget, writeScale } from './scale-target.ts';
import { ScalingHistory } from './scaling-history.ts';
import { longestPeriodMs } from './scaling-policies.ts';
import { selectorOfText } from './selector-text.ts';

/** --horizontal-pod-autoscaler-sync-period: the first look comes as late, too. */
const SYNC_PERIOD_MS = 15_000;

/** Sizes workloads by what their pods use (pkg/controller/podautoscaler). */
export function createHorizontalPodAutoscalerController(context: ControllerContext): Controller {
  const autoscalers = context.informers.informer(HORIZONTAL_POD_AUTOSCALERS);
  const histories = new Map<string, ScalingHistory>();
  const dueAt = new Map<string, number>();
  return {
    watches: [watch(HORIZONTAL_POD_AUTOSCALERS, (autoscaler) => [keyOf(autoscaler)])],
    reconcile: async (key): Promise<Reconciled> => {
      const autoscaler = autoscalers.get(key);
      if (!autoscaler) {
        histories.delete(key);
        dueAt.delete(key);
        return;
      }
      const nowMs = context.clock.now();
      const due = dueAt.get(key) ?? nowMs + SYNC_PERIOD_MS;
      dueAt.set(key, due);
      if (nowMs < due) return { requeueAfterMs: due - nowMs };
      dueAt.set(key, nowMs + SYNC_PERIOD_MS);
      const history = histories.get(key) ?? new ScalingHistory();
      histories.set(key, history);
      await syncAutoscaler(context, autoscaler, history);
      return { requeueAfterMs: SYNC_PERIOD_MS };
    },
  };
}

interface Outcome {
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly MetricStatus[];
  readonly rescaled: boolean;
}

/** reconcileAutoscaler. */
async function syncAutoscaler(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  history: ScalingHistory,
): Promise<void> {
  const nowMs = context.clock.now();
  const conditions = new AutoscalerConditions(autoscaler.status?.conditions ?? [], nowMs);
  let target: ScaleTarget;
  try {
    target = await readScale(context, autoscaler);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.events.event(autoscaler, 'Warning', 'FailedGetScale', message);
    const story = `the HPA controller was unable to get the target's current scale: ${message}`;
    conditions.set('AbleToScale', 'False', 'FailedGetScale', story);
    return writeStatus(context, autoscaler, {
      desiredReplicas: 0,
      ...autoscaler.status,
      conditions: conditions.list,
    });
  }
  const story = "the HPA controller was able to get the target's current scale";
  conditions.set('AbleToScale', 'True', 'SucceededGetScale', story);
  history.begin(target.scale.spec.replicas ?? 0, nowMs);
  const outcome = await resize(context, autoscaler, { target, conditions, history });
  const { lastScaleTime = outcome.rescaled ? toTime(nowMs) : undefined } = outcome.rescaled
    ? {}
    : (autoscaler.status ?? {});
  await writeStatus(context, autoscaler, {
    ...nonZero('currentReplicas', outcome.current),
    desiredReplicas: outcome.desired,
    ...(lastScaleTime ? { lastScaleTime } : {}),
    ...(outcome.metrics.length > 0 ? { currentMetrics: [...outcome.metrics] } : {}),
    conditions: conditions.list,
  });
}

interface Sync {
  readonly target: ScaleTarget;
  readonly conditions: AutoscalerConditions;
  readonly history: ScalingHistory;
}

interface Decision {
  readonly desired: number;
  readonly reason: string;
  readonly metrics: readonly MetricStatus[];
}

/** Decides on a size and sets it. */
async function resize(context: ControllerContext, autoscaler: HorizontalPodAutoscaler, sync: Sync): Promise<Outcome> {
  const { minReplicas: minimum = 1, maxReplicas } = autoscaler.spec;
  const { conditions, history, target } = sync;
  const current = target.scale.spec.replicas ?? 0;
  const before = { current, desired: autoscaler.status?.desiredReplicas ?? 0, rescaled: false };
  let decision: Decision;
  if (current === 0 && minimum !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    conditions.set('ScalingActive', 'False', 'ScalingDisabled', message);
    return { current, desired: 0, metrics: [], rescaled: false };
  }
  if (current > maxReplicas) {
    decision = { desired: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas', metrics: [] };
  } else if (current < minimum) {
    decision = { desired: minimum, reason: 'Current number of replicas below Spec.MinReplicas', metrics: [] };
  } else {
    const computed = await computeReplicas(context, autoscaler, sync);
    if (!computed.best) return { ...before, metrics: computed.metrics };
    const { replicas: wish, name } = computed.best;
    const reason = wish > current ? `${name} above target` : wish < current ? 'All metrics below target' : '';
    const nowMs = context.clock.now();
    const desired = normalizeReplicas({ autoscaler, conditions, history, current, minimum, nowMs }, wish);
    decision = { desired, reason, metrics: computed.metrics };
  }
  if (decision.desired === current) return { ...decision, current, rescaled: false };
  return setSize(context, autoscaler, sync, decision);
}

/** Writes the size, and tells how that went. */
async function setSize(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  { target, conditions, history }: Sync,
  { desired, reason, metrics }: Decision,
): Promise<Outcome> {
  const { events, clock } = context;
  const { behavior } = autoscaler.spec;
  const current = target.scale.spec.replicas ?? 0;
  try {
    await writeScale(context, target, desired);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    events.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`);
    const story = `the HPA controller was unable to update the target scale: ${message}`;
    conditions.set('AbleToScale', 'False', 'FailedUpdateScale', story);
    return { current, desired: autoscaler.status?.desiredReplicas ?? 0, metrics, rescaled: false };
  }
  const story = `the HPA controller was able to update the target scale to ${desired}`;
  conditions.set('AbleToScale', 'True', 'SucceededRescale', story);
  events.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
  const periodMs = Math.max(longestPeriodMs(behavior?.scaleUp), longestPeriodMs(behavior?.scaleDown));
  history.scaled(desired - current, clock.now(), periodMs);
  return { current, desired, metrics, rescaled: true };
}

/** The largest size that any metric asks for; none when too many of them fail (computeReplicasForMetrics). */
async function computeReplicas(
  context: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  { target, conditions }: Sync,
): Promise<{ best: MetricProposal | undefined; metrics: MetricStatus[] }> {
  const { events } = context;
  const { selector = '' } = target.scale.status;
  if (selector === '') {
    events.event(autoscaler, 'Warning', 'SelectorRequired', 'selector is required');
    conditions.set('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
    events.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', 'selector is required');
    return { best: undefined, metrics: [] };
  }
  const currentReplicas = target.scale.spec.replicas ?? 0;
  const { proposals, failures } = await collectProposals(context, autoscaler, selector, currentReplicas);
  const metrics = proposals.map(({ status }) => status);
  const best = proposals.reduce<MetricProposal | undefined>(
    (most, each) => (!most || each.replicas > most.replicas ? each : most),
    undefined,
  );
  const [first] = failures;
  if (!best || (first && best.replicas < currentReplicas)) {
    if (first) {
      const message = `the HPA was unable to compute the replica count: ${first.detail}`;
      conditions.set('ScalingActive', 'False', first.reason, message);
      const story = `invalid metrics (${failures.length} invalid out of ${proposals.length + failures.length}), first error is: ${first.message}`;
      events.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', story);
    }
    return { best: undefined, metrics };
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
  conditions.set('ScalingActive', 'True', 'ValidMetricFound', message);
  return { best, metrics };
}

async function collectProposals(
  { client, clock, events, informers }: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  selector: string,
  currentReplicas: number,
): Promise<{ proposals: MetricProposal[]; failures: MetricFailure[] }> {
  const { namespace } = autoscaler.metadata;
  const matches = selectorOfText(selector);
  const pods = informers
    .informer(PODS)
    .list(namespace)
    .filter(({ metadata }) => matches(metadata.labels ?? {}));
  const subject = { client, namespace, selector, pods, currentReplicas, nowMs: clock.now() };
  const proposals: MetricProposal[] = [];
  const failures: MetricFailure[] = [];
  for (const spec of autoscaler.spec.metrics ?? []) {
    try {
      proposals.push(await proposeReplicas(subject, spec));
    } catch (error) {
      if (!(error instanceof MetricFailure)) throw error;
      events.event(autoscaler, 'Warning', error.reason, error.detail);
      failures.push(error);
    }
  }
  return { proposals, failures };
}

async function writeStatus(
  { client }: ControllerContext,
  autoscaler: HorizontalPodAutoscaler,
  status: HorizontalPodAutoscalerStatus,
): Promise<void> {
  if (deepEqual(autoscaler.status ?? {}, status)) return;
  await client.resource(HORIZONTAL_POD_AUTOSCALERS).updateStatus({ ...autoscaler, status });
}
