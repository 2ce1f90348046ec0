import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from 'kubernetes-types/policy/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { typed } from '../../resources/typed.ts';
import { refusals } from '../errors.ts';
import { type ServerState, timestamp } from '../resource-request.ts';

const RESOURCE = 'policy/poddisruptionbudgets';

/** Evictions that the controller has not confirmed yet (MaxDisruptedPodSize). */
const MAX_DISRUPTED_PODS = 2000;

const REFUSAL = "Cannot evict pod as it would violate the pod's disruption budget.";

const NO_STATUS = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };

/** A budget, as it is stored. */
export type StoredBudget = KubernetesObject &
  Required<Pick<PodDisruptionBudget, 'spec'>> &
  Pick<PodDisruptionBudget, 'status'>;

export function budgetsOf(server: ServerState, { metadata }: KubernetesObject): StoredBudget[] {
  return server.store
    .list(RESOURCE, metadata.namespace)
    .map((budget) => typed<StoredBudget>(budget))
    .filter(({ spec }) => matchesSelector(spec.selector, metadata.labels));
}

/** What a pod that is not ready may do without being counted (pod/storage/eviction.go). */
export function mayEvictUnready({ spec, status }: StoredBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy, desiredHealthy } = status ?? NO_STATUS;
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** Refuses, or takes one disruption off what the budget allows (checkAndDecrement). */
export function takeDisruption(server: ServerState, budget: StoredBudget, podName: string, dryRun: boolean): void {
  const { name = '', namespace = '', generation = 0 } = budget.metadata;
  const status: PodDisruptionBudgetStatus = budget.status ?? NO_STATUS;
  const { currentHealthy, desiredHealthy, disruptionsAllowed, disruptedPods = {}, observedGeneration = 0 } = status;
  if (observedGeneration < generation) {
    const message = `The disruption budget ${name} is still being processed by the server.`;
    throw refusals.tooManyRequests(REFUSAL, [{ reason: 'DisruptionBudget', message }], 10);
  }
  if (disruptionsAllowed < 0) throw refuseFor(name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS) {
    throw refuseFor(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  }
  if (disruptionsAllowed === 0) {
    const needs = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw refusals.tooManyRequests(REFUSAL, [{ reason: 'DisruptionBudget', message: needs }]);
  }
  if (dryRun) return;
  const now = timestamp(server.clock.now());
  const left = disruptionsAllowed - 1;
  server.store.put(
    { resource: RESOURCE, namespace, name },
    {
      ...budget,
      status: {
        ...status,
        disruptionsAllowed: left,
        disruptedPods: { ...disruptedPods, [podName]: now },
        ...(left === 0 ? { conditions: insufficient(budget, now) } : {}),
      },
    },
  );
}

function refuseFor(name: string, reason: string) {
  return refusals.forbidden({ group: 'policy', plural: 'poddisruptionbudget' }, name, reason);
}

function insufficient({ status }: StoredBudget, now: string) {
  const others = (status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionAllowed');
  return [
    ...others,
    {
      type: 'DisruptionAllowed',
      status: 'False',
      ...(status?.observedGeneration ? { observedGeneration: status.observedGeneration } : {}),
      lastTransitionTime: now,
      reason: 'InsufficientPods',
      message: '',
    },
  ];
}
