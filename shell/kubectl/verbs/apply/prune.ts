import type { ApiResource } from '../../client/discovery.ts';
import { KubectlError } from '../../errors.ts';
import { type JsonObject, nameOf, namespaceOf, recordsAt, stringAt } from '../../json.ts';
import { klogLine } from '../../klog.ts';
import { LAST_APPLIED } from '../../patch/last-applied.ts';
import { dryRunOf, report } from '../../printers/output.ts';
import { queryPath, type Target, targetPath } from '../../resources/target.ts';
import type { Session } from '../../session.ts';

/** What is pruned where no --prune-allowlist says otherwise (k8s.io/kubectl/pkg/util/prune). */
const NAMESPACED =
  'v1/ConfigMap v1/Endpoints v1/PersistentVolumeClaim v1/Pod v1/ReplicationController v1/Secret v1/Service batch/v1/Job batch/v1/CronJob networking.k8s.io/v1/Ingress apps/v1/DaemonSet apps/v1/Deployment apps/v1/ReplicaSet apps/v1/StatefulSet';
const OF_THE_CLUSTER = 'v1/Namespace v1/PersistentVolume';

const DEPRECATED =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

export function refusePrune({ flags }: Session): void {
  if (flags.boolean('all') && flags.string('selector'))
    throw new KubectlError('error: cannot set --all and --selector at the same time');
  if (!flags.boolean('all') && !flags.string('selector'))
    throw new KubectlError(
      'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  for (const word of flags.strings('prune-allowlist')) groupVersionKind(word);
}

function groupVersionKind(word: string): { apiVersion: string; kind: string } {
  const [group, version, kind, ...others] = word.split('/');
  if (group === undefined || !version || !kind || others.length > 0)
    throw new KubectlError(`error: invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
  return { apiVersion: group === 'core' || group === '' ? version : `${group}/${version}`, kind };
}

/** Deletes what was applied before, is selected, and is not among `applied`. */
export async function prune(session: Session, applied: readonly Target[]): Promise<void> {
  const namespaces = [...new Set(applied.map(({ namespace }) => namespace).filter(Boolean))].sort();
  const resources = await prunable(session);
  const keep = new Set(applied.map((target) => targetPath(target)));
  for (const namespace of namespaces)
    for (const resource of resources.filter(({ namespaced }) => namespaced))
      await pruneList(session, resource, namespace, keep);
  for (const resource of resources.filter(({ namespaced }) => !namespaced))
    await pruneList(session, resource, '', keep);
}

async function prunable(session: Session): Promise<ApiResource[]> {
  const listed = session.flags.strings('prune-allowlist');
  if (listed.length === 0) await session.error(klogLine(session, 'W', 'prune.go:71', DEPRECATED));
  const kinds =
    listed.length > 0
      ? listed.map(groupVersionKind)
      : `${NAMESPACED} ${OF_THE_CLUSTER}`.split(' ').map((word) => {
          const at = word.lastIndexOf('/');
          return { apiVersion: word.slice(0, at), kind: word.slice(at + 1) };
        });
  const resources: ApiResource[] = [];
  for (const { apiVersion, kind } of kinds) {
    const found = await session.kind(apiVersion, kind);
    if (!found) throw new KubectlError(`error: no matches for kind "${kind}" in version "${apiVersion}"`);
    resources.push(found);
  }
  return resources;
}

async function pruneList(
  session: Session,
  resource: ApiResource,
  namespace: string,
  keep: ReadonlySet<string>,
): Promise<void> {
  const selector = session.flags.string('selector');
  const list = await session.client.json({
    path: queryPath({ resource, namespace, name: null }),
    query: { labelSelector: selector || undefined },
  });
  for (const object of recordsAt(list, 'items')) {
    if (!stringAt(object, 'metadata', 'annotations', LAST_APPLIED)) continue;
    const target = { resource, namespace: namespaceOf(object), name: nameOf(object), object, source: '' };
    if (!keep.has(targetPath(target))) await pruneOne(session, target, object);
  }
}

async function pruneOne(session: Session, target: Target, object: JsonObject): Promise<void> {
  const mode = dryRunOf(session);
  if (mode !== 'client')
    await session.client.json({
      method: 'DELETE',
      path: targetPath(target),
      body: {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        ...(mode === 'server' && { dryRun: ['All'] }),
      },
    });
  await report(session, object, 'pruned', target.resource);
}
