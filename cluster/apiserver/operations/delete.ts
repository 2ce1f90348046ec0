import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { refusals, successStatus } from '../errors.ts';
import { deepFreeze, isMap } from '../json.ts';
import { keyOf, type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import type { ObjectKey } from '../store/object-key.ts';
import { type DeleteOptions, parseDeleteOptions } from './delete-options.ts';
import { getObject } from './get.ts';
import { refuseOvertaken, startingAgain } from './start-again.ts';

const DEFAULT_POD_GRACE_SECONDS = 30;
/** What the garbage collector looks for (metav1.FinalizerOrphanDependents, FinalizerDeleteDependents). */
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** Kinds whose deletion answers the object instead of a Status (DeleteReturnsDeletedObject). */
const ANSWERS_OBJECT: ReadonlySet<string> = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'PodTemplate',
  'ResourceQuota',
]);

/** DELETE of one object (apiserver/pkg/registry/generic/registry/store.go Delete, rest/delete.go BeforeDelete). */
export function* remove(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const options = parseDeleteOptions(request);
  return yield* startingAgain(request, () => admitAndDelete(server, request, getObject(server, request), options));
}

export function* admitAndDelete(
  server: ServerState,
  request: ResourceRequest,
  old: KubernetesObject,
  options: DeleteOptions,
): Steps<ApiResponse> {
  checkPreconditions(request, old, options);
  const asked = options.dryRun === request.dryRun ? request : { ...request, dryRun: options.dryRun };
  yield* admit(server, attributesOf('DELETE', asked, null, old));
  refuseOvertaken(server, request, old);
  return deleteObject(server, request, old, options);
}

/** Without asking admission: for what has been admitted as something else (an eviction). */
export function deleteObject(
  server: ServerState,
  request: ResourceRequest,
  current: KubernetesObject,
  options: DeleteOptions,
): ApiResponse {
  const key = keyOf(request, current.metadata.name ?? '');
  checkPreconditions(request, current, options);
  const pending = current.metadata.deletionTimestamp !== undefined;
  const old = pending ? current : (request.definition.prepareForDelete?.(current, server.clock) ?? current);
  const finalizers = deletionFinalizers(old, options);
  const grace = gracePeriod(old, options);
  const waits = grace > 0 || finalizers.length > 0 || hasSpecFinalizers(old);
  if (!waits) {
    const last = options.dryRun ? old : removeForGood(server, request, key);
    return { status: 200, body: answer(request, last ?? old) };
  }
  const next = markDeleted(server, old, grace, finalizers);
  if (next === old || options.dryRun) return { status: 200, body: deepFreeze(next) };
  return { status: 200, body: server.store.put(key, next) };
}

function checkPreconditions(request: ResourceRequest, old: KubernetesObject, { preconditions }: DeleteOptions): void {
  const refuse = (field: string, wanted: string, actual: string | undefined) =>
    refusals.conflict(
      request.definition,
      old.metadata.name ?? '',
      `Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${actual}`,
    );
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== old.metadata.uid) throw refuse('UID', uid, old.metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    throw refuse('ResourceVersion', resourceVersion, old.metadata.resourceVersion);
  }
}

/** store.go deletionFinalizersForGarbageCollection: the policy decides which of the two the object carries. */
function deletionFinalizers(old: KubernetesObject, options: DeleteOptions): string[] {
  const finalizers = [...(old.metadata.finalizers ?? [])];
  const policy =
    options.propagationPolicy ??
    (options.orphanDependents === undefined ? undefined : options.orphanDependents ? 'Orphan' : 'Background');
  if (policy === undefined) return finalizers;
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (policy === 'Orphan') return [...others, ORPHAN];
  return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}

/** Pods end gracefully on their node; everything else goes at once (pod strategy CheckGracefulDelete). */
function gracePeriod(old: KubernetesObject, options: DeleteOptions): number {
  if (old.kind !== 'Pod' || old.apiVersion !== 'v1') return 0;
  const spec = isMap(old.spec) ? old.spec : {};
  const phase = isMap(old.status) ? old.status.phase : undefined;
  if (!spec.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = typeof spec.terminationGracePeriodSeconds === 'number' ? spec.terminationGracePeriodSeconds : undefined;
  const wanted = options.gracePeriodSeconds ?? own ?? DEFAULT_POD_GRACE_SECONDS;
  return wanted < 0 ? 1 : wanted;
}

/** A namespace also waits for what `spec.finalizers` says. */
function hasSpecFinalizers(object: KubernetesObject): boolean {
  if (object.kind !== 'Namespace' || !isMap(object.spec)) return false;
  return Array.isArray(object.spec.finalizers) && object.spec.finalizers.length > 0;
}

/** A second deletion can only shorten the wait. */
function markDeleted(
  server: ServerState,
  old: KubernetesObject,
  grace: number,
  finalizers: string[],
): KubernetesObject {
  const { metadata } = old;
  const pending = metadata.deletionTimestamp !== undefined;
  const shortened = pending && grace < (metadata.deletionGracePeriodSeconds ?? 0);
  const sameFinalizers = finalizers.join() === (metadata.finalizers ?? []).join();
  if (pending && !shortened && sameFinalizers) return old;
  const marked = !pending || shortened;
  const { finalizers: _, ...rest } = metadata;
  const next = {
    ...old,
    metadata: {
      ...rest,
      ...(finalizers.length > 0 && { finalizers }),
      ...(marked && {
        deletionTimestamp: timestamp(server.clock.now() + grace * 1000),
        deletionGracePeriodSeconds: grace,
      }),
      ...(marked && !pending && metadata.generation !== undefined && { generation: metadata.generation + 1 }),
    },
  };
  if (old.kind !== 'Namespace') return next;
  return { ...next, status: { ...(isMap(old.status) ? old.status : {}), phase: 'Terminating' } };
}

/** After an update of an object that is being deleted: true when that removed the last thing it waited for. */
export function finishDeletion(
  server: ServerState,
  request: ResourceRequest,
  key: ObjectKey,
  object: KubernetesObject,
): boolean {
  const { metadata } = object;
  if ((metadata.finalizers?.length ?? 0) > 0 || (metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  if (hasSpecFinalizers(object)) return false;
  removeForGood(server, request, key);
  return true;
}

function removeForGood(server: ServerState, request: ResourceRequest, key: ObjectKey): KubernetesObject | undefined {
  const last = server.store.remove(key);
  if (last && request.definition.released) {
    const context = server.allocators.context({ ...server, user: request.user, dryRun: false });
    request.definition.released(last, context);
    context.commit();
  }
  return last;
}

function answer(request: ResourceRequest, last: KubernetesObject): unknown {
  const { definition } = request;
  if (ANSWERS_OBJECT.has(definition.kind)) return last;
  return deepFreeze(
    successStatus({
      name: last.metadata.name ?? '',
      ...(definition.group && { group: definition.group }),
      kind: definition.plural,
      ...(last.metadata.uid && { uid: last.metadata.uid }),
    }),
  );
}
