import type { ControllerRevision, Pod, StatefulSet } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { CONTROLLER_REVISIONS } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import type { ControllerContext } from '../controller.ts';
import { isAlreadyExists } from '../pod-control.ts';
import { canonicalJson } from '../revisions/canonical-json.ts';
import { byRevision, revisionData } from '../revisions/controller-revision.ts';
import { fnv32, safeHashText } from '../revisions/fnv.ts';
import { podRevision, type Revisions } from './stateful-pod.ts';

const HASH_LABEL = 'controller.kubernetes.io/hash';

/** Longest part of the set's name in its revisions' names (history.ControllerRevisionName). */
const MAX_PREFIX_LENGTH = 223;

export interface SyncedRevisions extends Revisions {
  readonly collisionCount: number;
}

/** The set's revisions: of `owned` those that match its selector, oldest first. */
export function revisionsOf(set: StatefulSet, owned: readonly ControllerRevision[]): ControllerRevision[] {
  return byRevision(owned.filter(({ metadata }) => matchesSelector(set.spec.selector, metadata.labels)));
}

/** The revision of the present template, made or moved to the end if need be, and the one before it. */
export async function syncRevisions(
  context: ControllerContext,
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
): Promise<SyncedRevisions> {
  const data = canonicalJson(revisionData(set.spec.template));
  const last = revisions.at(-1);
  const equal = revisions.filter((revision) => canonicalJson(revision.data) === data).at(-1);
  const next = (last?.revision ?? 0) + 1;
  let collisionCount = set.status?.collisionCount ?? 0;
  let update: ControllerRevision;
  if (equal && last && (equal === last || canonicalJson(last.data) === data)) update = last;
  else if (equal) {
    update = await context.client.resource(CONTROLLER_REVISIONS).update({ ...equal, revision: next });
  } else {
    const created = await createRevision(context, set, next, collisionCount);
    update = created.revision;
    collisionCount = created.collisionCount;
  }
  const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision);
  return { current: current ?? update, update, collisionCount };
}

/** A name that is taken by another template is tried again with another collision count (CreateControllerRevision). */
async function createRevision(
  { client }: ControllerContext,
  set: StatefulSet,
  number: number,
  firstCollisionCount: number,
): Promise<{ revision: ControllerRevision; collisionCount: number }> {
  const data = revisionData(set.spec.template);
  const text = canonicalJson(data);
  const { namespace, annotations } = set.metadata;
  const resource = client.resource(CONTROLLER_REVISIONS);
  for (let collisionCount = firstCollisionCount; ; collisionCount++) {
    const hash = safeHashText(fnv32(`${text}${collisionCount}`));
    const name = `${set.metadata.name.slice(0, MAX_PREFIX_LENGTH)}-${hash}`;
    const metadata = {
      name,
      namespace,
      labels: { ...set.spec.template.metadata?.labels, [HASH_LABEL]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerReference(set)],
    };
    try {
      const revision = await resource.create({
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata,
        data,
        revision: number,
      });
      return { revision, collisionCount };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const existing = await resource.get(name, namespace);
      if (canonicalJson(existing.data) === text) return { revision: existing, collisionCount };
    }
  }
}

/** Deletes the oldest revisions that nothing uses any more, but for as many as the history may hold. */
export async function truncateHistory(
  { client }: ControllerContext,
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
  pods: readonly Pod[],
  { current, update }: Revisions,
): Promise<void> {
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(podRevision)]);
  const unused = revisions.filter(({ metadata }) => !live.has(metadata.name));
  const surplus = unused.length - (set.spec.revisionHistoryLimit ?? 10);
  for (const { metadata } of unused.slice(0, Math.max(0, surplus))) {
    await client.resource(CONTROLLER_REVISIONS).delete(metadata.name, metadata.namespace);
  }
}
