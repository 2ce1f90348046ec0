import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { deleteObject, parseDeleteOptions } from './delete.ts';
import { listOf, select, selectionOf } from './list.ts';

/** DELETE of a collection: each object as if it had been deleted alone; answers the list of what was there. */
export function removeCollection(server: ServerState, request: ResourceRequest): ApiResponse {
  const options = parseDeleteOptions(request);
  const objects = select(server, request, selectionOf(request));
  for (const object of objects) {
    const one = { ...request, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
    deleteObject(server, one, object, options);
  }
  const metadata = { resourceVersion: String(server.store.revision) };
  return { status: 200, body: listOf(request.definition, objects, metadata) };
}
