import type { Pod, PodAffinityTerm, PodCondition } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Mutable } from './typed.ts';

type PodToSchedule = Mutable<Pod> & { spec?: { schedulingGates?: readonly object[] } };

/** What a new pod with gates says of itself from the start (pkg/registry/core/pod applySchedulingGatedCondition). */
export function gatedConditions({ spec }: PodToSchedule, clock: Clock): { conditions?: Mutable<PodCondition>[] } {
  if (!spec?.schedulingGates?.length) return {};
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  // The API says null where the type says text.
  return { conditions: [condition as unknown as Mutable<PodCondition>] };
}

/**
 * The pod's own values for the keys that its affinity terms and spread constraints name, written into their selectors
 * (mutatePodAffinity, mutateTopologySpreadConstraints).
 */
export function mergeLabelKeys({ spec, metadata }: Mutable<Pod>): void {
  const labels = metadata?.labels ?? {};
  for (const affinity of [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity]) {
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    for (const term of [...preferred.map(({ podAffinityTerm }) => podAffinityTerm), ...required]) {
      mergeTerm(term, labels);
    }
  }
  for (const constraint of spec?.topologySpreadConstraints ?? []) {
    addRequirements(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels);
  }
}

function mergeTerm(term: Mutable<PodAffinityTerm>, labels: Readonly<Record<string, string>>): void {
  addRequirements(term.labelSelector, term.matchLabelKeys, 'In', labels);
  addRequirements(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels);
}

/** A selector that is absent matches nothing and stays so. */
function addRequirements(
  selector: Mutable<LabelSelector> | undefined,
  keys: readonly string[] = [],
  operator: string,
  labels: Readonly<Record<string, string>>,
): void {
  if (!selector) return;
  const added = keys.flatMap((key) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
  if (added.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...added];
}
