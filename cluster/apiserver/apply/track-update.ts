import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { schemaOf } from '../../resources/schema-table.ts';
import { apiVersionOf } from '../registry.ts';
import { type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import { fieldPathsOf } from './field-paths.ts';
import {
  comparePaths,
  isSame,
  type Manager,
  readManagers,
  without,
  withoutUnowned,
  writeManagers,
} from './managed-fields.ts';

/** What a PUT or PATCH makes of the owners: its manager takes what it changed. Objects nobody has applied keep no record. */
export function trackUpdate(
  server: ServerState,
  request: ResourceRequest,
  old: KubernetesObject,
  next: KubernetesObject,
): unknown[] | null {
  const managers = readManagers(old.metadata.managedFields);
  if (managers.length === 0) return null;
  const schema = schemaOf(request.definition.schema);
  const { changed, removed } = comparePaths(
    withoutUnowned(fieldPathsOf(old, schema)),
    withoutUnowned(fieldPathsOf(next, schema)),
  );
  if (changed.size === 0 && removed.size === 0) return null;
  const own: Manager = {
    manager: request.query.get('fieldManager') || (request.userAgent.split('/')[0] ?? ''),
    operation: 'Update',
    apiVersion: apiVersionOf(request.definition),
    subresource: request.subresource,
    time: timestamp(server.clock.now()),
    paths: changed,
  };
  const lost = [...changed, ...removed];
  const last = managers.find((entry) => isSame(entry, own));
  const others = managers.filter((entry) => entry !== last).map((entry) => without(entry, lost));
  const paths = new Set([...without(last ?? own, [...removed]).paths, ...changed]);
  return writeManagers([...others, { ...own, paths }]);
}
