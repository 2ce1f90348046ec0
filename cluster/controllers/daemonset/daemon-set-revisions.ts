import type { ControllerRevision, DaemonSet, Pod } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, PODS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { podTemplateHash } from '../deployment/pod-template-hash.ts';
import { isAlreadyExists } from '../pod-control.ts';
import { canonicalJson } from '../revisions/canonical-json.ts';
import { byRevision, revisionData } from '../revisions/controller-revision.ts';

export const CONTROLLER_REVISION_HASH = 'controller-revision-hash';
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export interface DaemonSetHistory {
  readonly current: ControllerRevision;
  /** Oldest first. */
  readonly old: readonly ControllerRevision[];
}

export function templateGeneration({ metadata }: Pick<DaemonSet, 'metadata'>): string {
  return metadata.annotations?.[TEMPLATE_GENERATION] ?? String(metadata.generation ?? 1);
}

/** The ControllerRevision of the present template, made when it is missing, and those before it (constructHistory). */
export async function constructHistory(
  context: ControllerContext,
  set: DaemonSet,
  revisions: readonly ControllerRevision[],
  pods: readonly Pod[],
): Promise<DaemonSetHistory> {
  const data = canonicalJson(revisionData(set.spec.template));
  const sorted = byRevision(revisions);
  const same = sorted.filter((revision) => canonicalJson(revision.data) === data);
  const old = sorted.filter((revision) => !same.includes(revision));
  const number = (old.at(-1)?.revision ?? 0) + 1;
  const kept = same.at(-1);
  if (!kept) return { current: await snapshot(context, set, number), old };
  for (const revision of same.slice(0, -1)) await replaceRevision(context, revision, kept, pods);
  if (kept.revision >= number) return { current: kept, old };
  // A template that comes back becomes the newest again.
  const current = await context.client.resource(CONTROLLER_REVISIONS).update({ ...kept, revision: number });
  return { current, old };
}

/** Of two revisions with one template the older goes, and its pods are counted with the other (dedupCurHistories). */
async function replaceRevision(
  { client }: ControllerContext,
  { metadata }: ControllerRevision,
  kept: ControllerRevision,
  pods: readonly Pod[],
): Promise<void> {
  const hash = kept.metadata.labels?.[CONTROLLER_REVISION_HASH];
  for (const pod of pods) {
    if (pod.metadata.labels?.[CONTROLLER_REVISION_HASH] === hash) continue;
    const { name, namespace } = pod.metadata;
    const patch = { metadata: { labels: { [CONTROLLER_REVISION_HASH]: hash } } };
    await client.resource(PODS).patch(name, patch, { namespace, type: 'merge' });
  }
  await client.resource(CONTROLLER_REVISIONS).delete(metadata.name, metadata.namespace);
}

async function snapshot({ client }: ControllerContext, set: DaemonSet, revision: number): Promise<ControllerRevision> {
  const { name, namespace, annotations } = set.metadata;
  const hash = podTemplateHash(set.spec.template, set.status?.collisionCount);
  const data = revisionData(set.spec.template);
  const resource = client.resource(CONTROLLER_REVISIONS);
  const metadata = {
    name: `${name}-${hash}`,
    namespace,
    labels: { ...set.spec.template.metadata?.labels, [CONTROLLER_REVISION_HASH]: hash },
    ...(annotations ? { annotations } : {}),
    ownerReferences: [controllerReference(set)],
  };
  try {
    return await resource.create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const existing = await resource.get(metadata.name, namespace);
    if (canonicalJson(existing.data) === canonicalJson(data)) return existing;
    const collisionCount = (set.status?.collisionCount ?? 0) + 1;
    const status = { ...(set.status ?? NO_STATUS), collisionCount };
    await client.resource(DAEMON_SETS).updateStatus({ ...set, status });
    throw error;
  }
}

const NO_STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** Deletes the oldest revisions that no pod has, but for as many as the history may hold (cleanupHistory). */
export async function cleanUpHistory(
  { client }: ControllerContext,
  set: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): Promise<void> {
  let surplus = old.length - (set.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return;
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[CONTROLLER_REVISION_HASH]));
  for (const { metadata } of old) {
    if (surplus <= 0) return;
    if (live.has(metadata.labels?.[CONTROLLER_REVISION_HASH])) continue;
    await client.resource(CONTROLLER_REVISIONS).delete(metadata.name, metadata.namespace);
    surplus--;
  }
}
