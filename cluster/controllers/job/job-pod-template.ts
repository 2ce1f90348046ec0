import type { Container, PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import type { Job, Pod } from '../../client/objects.ts';
import { TRACKING_FINALIZER } from './job-sync.ts';
import { matchFailurePolicy } from './pod-failure-policy.ts';
import {
  COMPLETION_INDEX,
  hasBackoffLimitPerIndex,
  INDEX_FAILURE_COUNT,
  INDEX_IGNORED_FAILURE_COUNT,
  indexFailureCount,
  indexIgnoredFailureCount,
} from './pod-index.ts';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

/** Longest name that still has room for a generated suffix (names.MaxGeneratedNameLength). */
const MAX_PREFIX_LENGTH = 58;

/** The template of every pod of a Job: with the finalizer that keeps it until it was counted. */
export function jobPodTemplate({ spec: { template } }: Job): PodTemplateSpec {
  const finalizers = template.metadata?.finalizers ?? [];
  if (finalizers.includes(TRACKING_FINALIZER)) return template;
  return { ...template, metadata: { ...template.metadata, finalizers: [...finalizers, TRACKING_FINALIZER] } };
}

/** The template of the pod of one index; `replaced` is the failed pod whose place it takes. */
export function indexedPodTemplate(job: Job, index: number, replaced: Pod | undefined): PodTemplateSpec {
  const { metadata, spec } = jobPodTemplate(job);
  return {
    metadata: {
      ...metadata,
      annotations: {
        ...metadata?.annotations,
        [COMPLETION_INDEX]: String(index),
        ...(hasBackoffLimitPerIndex(job) ? failureCounts(job, replaced) : {}),
      },
      labels: { ...metadata?.labels, [COMPLETION_INDEX]: String(index) },
    },
    ...(spec
      ? {
          spec: {
            ...spec,
            ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndexVariable) } : {}),
            containers: spec.containers.map(withIndexVariable),
            hostname: `${job.metadata.name}-${index}`,
          },
        }
      : {}),
  };
}

/** podGenerateNameWithIndex. */
export function indexedNamePrefix({ metadata }: Job, index: number): string {
  const ending = `-${index}-`;
  const prefix = metadata.name + ending;
  return prefix.length > MAX_PREFIX_LENGTH ? prefix.slice(0, MAX_PREFIX_LENGTH - ending.length) + ending : prefix;
}

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const valueFrom = { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } };
  return { ...container, env: [...(container.env ?? []), { name: INDEX_VARIABLE, valueFrom }] };
}

function failureCounts(job: Job, replaced: Pod | undefined): Record<string, string> {
  if (!replaced) return { [INDEX_FAILURE_COUNT]: '0' };
  const { counts } = matchFailurePolicy(job.spec.podFailurePolicy, replaced);
  const ignored = indexIgnoredFailureCount(replaced) + (counts ? 0 : 1);
  return {
    [INDEX_FAILURE_COUNT]: String(indexFailureCount(replaced) + (counts ? 1 : 0)),
    ...(ignored > 0 ? { [INDEX_IGNORED_FAILURE_COUNT]: String(ignored) } : {}),
  };
}
