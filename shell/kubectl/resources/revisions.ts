import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, numberAt, recordAt, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { selectorOf } from './pods.ts';
import type { Target } from './target.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One state of a workload's pods that the cluster remembers. */
export interface Revision {
  readonly number: number;
  readonly template: JsonObject;
  /** What the change was for, or empty. */
  readonly cause: string;
  /** What the cluster remembers it as. */
  readonly object: JsonObject;
}

/** The revisions of a workload, oldest first (polymorphichelpers' history viewers); `what` is missing for other kinds. */
export async function revisionsOf(session: Session, target: Target, what: string): Promise<Revision[]> {
  const { kind } = target.resource;
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind))
    throw new KubectlError(`error: no ${what} has been implemented for "${kind}"`);
  const isDeployment = kind === 'Deployment';
  const list = await session.client.json({
    path: `/apis/apps/v1/namespaces/${target.namespace}/${isDeployment ? 'replicasets' : 'controllerrevisions'}`,
    query: { labelSelector: selectorOf(target.object) },
  });
  const uid = stringAt(target.object, 'metadata', 'uid');
  return recordsAt(list, 'items')
    .filter((item) => recordsAt(item, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid))
    .map(isDeployment ? ofReplicaSet : ofControllerRevision)
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number);
}

const causeOf = (object: JsonObject) => stringAt(object, 'metadata', 'annotations', CHANGE_CAUSE);

const ofReplicaSet = (set: JsonObject): Revision => ({
  number: Number(stringAt(set, 'metadata', 'annotations', REVISION)),
  template: recordAt(set, 'spec', 'template') ?? {},
  cause: causeOf(set),
  object: { kind: 'ReplicaSet', apiVersion: 'apps/v1', ...set },
});

function ofControllerRevision(revision: JsonObject): Revision {
  const { $patch: _, ...template } = recordAt(revision, 'data', 'spec', 'template') ?? {};
  return {
    number: numberAt(revision, 'revision') ?? 0,
    template,
    cause: causeOf(revision),
    object: { kind: 'ControllerRevision', apiVersion: 'apps/v1', ...revision },
  };
}

/** The template without the label that tells a deployment's ReplicaSets apart. */
export function withoutHash(template: JsonObject): JsonObject {
  const copy = structuredClone(template) as { metadata?: { labels?: Record<string, unknown> } };
  if (isRecord(copy.metadata?.labels)) delete copy.metadata.labels['pod-template-hash'];
  return copy as JsonObject;
}
