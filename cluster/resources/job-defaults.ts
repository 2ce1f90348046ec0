import type { JobSpec } from 'kubernetes-types/batch/v1.d.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import type { Mutable } from './typed.ts';

/** Source: pkg/apis/batch/v1/defaults.go SetDefaults_Job. */
export function defaultJobSpec(spec: Mutable<JobSpec>): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 0x7fff_ffff;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  spec.manualSelector ??= false;
  if (spec.template?.spec) defaultPodSpec(spec.template.spec);
}
