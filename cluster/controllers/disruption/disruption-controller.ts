import type { Condition } from 'kubernetes-types/meta/v1.js';
import type { PodDisruptionBudgetStatus } from 'kubernetes-types/policy/v1.js';
import { ApiError } from '../../client/client.ts';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Pod, PodDisruptionBudget } from '../../client/objects.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import {
  DEPLOYMENTS,
  POD_DISRUPTION_BUDGETS,
  PODS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  STATEFUL_SETS,
} from '../../client/resources.ts';
import { fromTime, toTime } from '../../client/timestamps.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { expectedPods, selectorDump } from './expected-pods.ts';

/** An evicted pod that is still there after this long was not deleted after all (DeletionTimeout). */
const DELETION_TIMEOUT_MS = 120_000;

const NO_STATUS = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };

/** Tells in each PodDisruptionBudget how many evictions it allows (pkg/controller/disruption). */
export function createDisruptionController(context: ControllerContext): Controller {
  const budgets = context.informers.informer(POD_DISRUPTION_BUDGETS);
  const pods = context.informers.informer(PODS);
  context.informers.informer(DEPLOYMENTS);
  context.informers.informer(REPLICA_SETS);
  context.informers.informer(REPLICATION_CONTROLLERS);
  context.informers.informer(STATEFUL_SETS);
  const keysOfPod = ({ metadata }: Pod): string[] =>
    budgets
      .list(metadata.namespace)
      .filter(({ spec }) => matchesSelector(spec.selector, metadata.labels))
      .map(keyOf);
  return {
    watches: [watch(POD_DISRUPTION_BUDGETS, (budget) => [keyOf(budget)]), watch(PODS, keysOfPod)],
    reconcile: async (key): Promise<Reconciled> => {
      const budget = budgets.get(key);
      if (!budget) return;
      const selected = pods
        .list(budget.metadata.namespace)
        .filter(({ metadata }) => matchesSelector(budget.spec.selector, metadata.labels));
      try {
        return await syncBudget(context, budget, selected);
      } catch (error) {
        if (isNotFound(error)) return;
        if (error instanceof ApiError || !(error instanceof Error)) throw error;
        await failSafe(context, budget, error.message);
      }
    },
  };
}

async function syncBudget(
  context: ControllerContext,
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
): Promise<Reconciled> {
  const { events, clock } = context;
  if (pods.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const { expected, desiredHealthy } = countExpected(context, budget, pods);
  const { disrupted, recheckAt } = disruptedPods(context, budget, pods);
  const healthy = pods.filter(
    (pod) => !pod.metadata.deletionTimestamp && !disrupted[pod.metadata.name] && isPodReady(pod),
  ).length;
  const disruptionsAllowed = expected <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
  const { conditions = [] } = budget.status ?? {};
  const status = {
    ...nonZero('observedGeneration', budget.metadata.generation ?? 0),
    ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
    disruptionsAllowed,
    currentHealthy: healthy,
    desiredHealthy,
    expectedPods: expected,
    conditions: withCondition(conditions, allowedCondition(budget, disruptionsAllowed > 0, clock.now())),
  };
  await writeStatus(context, budget, status);
  if (recheckAt !== undefined) return { requeueAfterMs: recheckAt - clock.now() };
}

function countExpected(context: ControllerContext, budget: PodDisruptionBudget, pods: readonly Pod[]) {
  const { events } = context;
  try {
    const counted = expectedPods(context, budget, pods);
    if (counted.unmanaged.length > 0) {
      const message =
        `Pods selected by this PodDisruptionBudget (selector: ${selectorDump(budget.spec.selector ?? {})}) were found ` +
        'to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in ' +
        'undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an ' +
        'integer value.';
      events.event(budget, 'Warning', 'UnmanagedPods', message);
    }
    return counted;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Failed to calculate the number of expected pods: ${reason}`;
    events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
    throw error;
  }
}

/** Pods whose eviction was allowed and that are not deleted yet (buildDisruptedPodMap). */
function disruptedPods(
  { clock, events }: ControllerContext,
  { metadata, status }: PodDisruptionBudget,
  pods: readonly Pod[],
): { disrupted: Record<string, string>; recheckAt: number | undefined } {
  const disrupted: Record<string, string> = {};
  let recheckAt: number | undefined;
  for (const pod of pods) {
    const time = status?.disruptedPods?.[pod.metadata.name];
    if (!time || pod.metadata.deletionTimestamp) continue;
    const expectedDeletion = fromTime(time) + DELETION_TIMEOUT_MS;
    if (expectedDeletion < clock.now()) {
      // The namespace twice, as the real message has it.
      const message = `Pod was expected by PDB ${metadata.namespace}/${metadata.namespace} to be deleted but it wasn't`;
      events.event(pod, 'Warning', 'NotDeleted', message);
    } else {
      disrupted[pod.metadata.name] = time;
      recheckAt = Math.min(recheckAt ?? expectedDeletion, expectedDeletion);
    }
  }
  return { disrupted, recheckAt };
}

/** Nothing may be evicted while it cannot be told what is there. */
async function failSafe(context: ControllerContext, budget: PodDisruptionBudget, message: string): Promise<void> {
  const known: PodDisruptionBudgetStatus = budget.status ?? NO_STATUS;
  const condition = newCondition('False', 'SyncFailed', message, known.observedGeneration, context.clock.now());
  const conditions = withCondition(known.conditions ?? [], condition);
  await writeStatus(context, budget, { ...known, disruptionsAllowed: 0, conditions });
}

async function writeStatus(
  { client }: ControllerContext,
  budget: PodDisruptionBudget,
  status: PodDisruptionBudgetStatus,
): Promise<void> {
  if (deepEqual(budget.status, status)) return;
  await client.resource(POD_DISRUPTION_BUDGETS).updateStatus({ ...budget, status });
}

function allowedCondition({ metadata }: PodDisruptionBudget, allowed: boolean, nowMs: number): Condition {
  return allowed
    ? newCondition('True', 'SufficientPods', '', metadata.generation, nowMs)
    : newCondition('False', 'InsufficientPods', '', metadata.generation, nowMs);
}

function newCondition(
  status: 'True' | 'False',
  reason: string,
  message: string,
  observedGeneration: number | undefined,
  nowMs: number,
): Condition {
  return {
    type: 'DisruptionAllowed',
    status,
    ...(observedGeneration ? { observedGeneration } : {}),
    lastTransitionTime: toTime(nowMs),
    reason,
    message,
  };
}

/** meta.SetStatusCondition: the time moves with the status alone. */
function withCondition(conditions: readonly Condition[], condition: Condition): Condition[] {
  const current = conditions.find(({ type }) => type === condition.type);
  if (!current) return [...conditions, condition];
  const lastTransitionTime =
    current.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  return conditions.map((each) => (each === current ? { ...condition, lastTransitionTime } : each));
}
