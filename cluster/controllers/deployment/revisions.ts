import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { compareText } from '../../client/compare-text.ts';
import { deepEqual } from '../../client/deep-equal.ts';
import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import { maxSurge, replicasOf } from './limits.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const POD_TEMPLATE_HASH = 'pod-template-hash';

/** Characters of the revision-history annotation. */
const MAX_HISTORY_LENGTH = 2000;

const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

type Annotations = Readonly<Record<string, string>>;

/** An int64: people have been seen to write large ones. */
export function revisionOf({ metadata }: Deployment | ReplicaSet): bigint {
  return parseRevision(metadata.annotations?.[REVISION]);
}

function parseRevision(text = ''): bigint {
  return /^[+-]?\d{1,19}$/.test(text) ? BigInt(text) : 0n;
}

/** The revision after the newest of these. */
export function nextRevision(sets: readonly ReplicaSet[]): bigint {
  return sets.map(revisionOf).reduce((newest, revision) => (revision > newest ? revision : newest), 0n) + 1n;
}

export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return Number(revisionOf(a) - revisionOf(b));
}

/** The set whose template is the deployment's, the oldest if there are several (deploymentutil.FindNewReplicaSet). */
export function findNewReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return byAge(sets).find((set) => equalIgnoringHash(set.spec.template, deployment.spec.template));
}

export function byAge(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return [...sets].sort(
    (a, b) =>
      compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
      compareText(a.metadata.name, b.metadata.name),
  );
}

export function equalIgnoringHash(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(a?.spec, b?.spec) && deepEqual(metadataWithoutHash(a), metadataWithoutHash(b));
}

/**
 * The annotations of the set of the newest revision: the deployment's own, the revision, and the revisions that this
 * template was before (deploymentutil.SetNewReplicaSetAnnotations).
 */
export function newSetAnnotations(deployment: Deployment, existing: Annotations, newRevision: bigint): Annotations {
  const annotations: Record<string, string> = { ...existing };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(key)) annotations[key] = value;
  }
  const oldRevision = existing[REVISION];
  if (parseRevision(oldRevision) >= newRevision) return annotations;
  annotations[REVISION] = String(newRevision);
  if (oldRevision !== undefined) {
    const history = existing[REVISION_HISTORY] ? existing[REVISION_HISTORY].split(',') : [];
    history.push(oldRevision);
    while (history.join(',').length > MAX_HISTORY_LENGTH) history.shift();
    annotations[REVISION_HISTORY] = history.join(',');
  }
  return annotations;
}

/** What a set remembers of the deployment's size, to tell scaling from rolling out. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const wanted = replicasOf(deployment);
  return { [DESIRED_REPLICAS]: String(wanted), [MAX_REPLICAS]: String(wanted + maxSurge(deployment)) };
}

function metadataWithoutHash(template: PodTemplateSpec | undefined) {
  const { labels = {}, annotations = {} } = template?.metadata ?? {};
  const { [POD_TEMPLATE_HASH]: _hash, ...rest } = labels;
  return { labels: rest, annotations };
}
