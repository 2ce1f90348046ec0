import type { PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement } from 'kubernetes-types/batch/v1.js';
import type { ContainerStatus } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';

/** What a Job's rules make of a failed pod. */
export interface FailureMatch {
  /** Whether the failure counts towards the backoff limits. */
  readonly counts: boolean;
  readonly action?: string;
  /** Why the whole Job fails, when it does. */
  readonly jobFailure?: string;
}

/** The first rule that matches decides (matchPodFailurePolicy in pkg/controller/job/pod_failure_policy.go). */
export function matchFailurePolicy(policy: PodFailurePolicy | undefined, pod: Pod): FailureMatch {
  const { namespace, name } = pod.metadata;
  for (const [index, { action, onExitCodes, onPodConditions }] of (policy?.rules ?? []).entries()) {
    const suffix = `matching ${action} rule at index ${index}`;
    if (onExitCodes) {
      const container = containerWithExitCode(pod, onExitCodes);
      if (!container) continue;
      const code = container.state?.terminated?.exitCode;
      const reason = `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code} ${suffix}`;
      return matchOf(action, reason);
    }
    const condition = pod.status?.conditions?.find(({ type, status }) =>
      onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
    );
    if (condition) return matchOf(action, `Pod ${namespace}/${name} has condition ${condition.type} ${suffix}`);
  }
  return { counts: true };
}

function matchOf(action: string, jobFailure: string): FailureMatch {
  return { action, counts: action !== 'Ignore', ...(action === 'FailJob' ? { jobFailure } : {}) };
}

function containerWithExitCode(
  { status }: Pod,
  requirement: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(({ name, state }) => {
    const code = state?.terminated?.exitCode;
    if (!code || (requirement.containerName ?? name) !== name) return false;
    return requirement.values.includes(code) === (requirement.operator === 'In');
  });
}
