import type { ApiResponse } from '../../machinery/api-transport.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { admitAndDelete } from './delete.ts';
import { type DeleteOptions, parseDeleteOptions } from './delete-options.ts';
import { listOf, select, selectionOf } from './list.ts';
import { startingAgain } from './start-again.ts';

/** DELETE of a collection: each object as if it had been deleted alone; answers the list of what was there. */
export function* removeCollection(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const options = parseDeleteOptions(request);
  const objects = select(server, request, selectionOf(request));
  for (const object of objects) {
    const one = { ...request, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
    yield* startingAgain(one, () => deleteIfThere(server, one, options));
  }
  const metadata = { resourceVersion: String(server.store.revision) };
  return { status: 200, body: listOf(request.definition, objects, metadata) };
}

/** Somebody else may have been faster while an earlier one waited for admission. */
function* deleteIfThere(server: ServerState, request: ResourceRequest, options: DeleteOptions): Steps<void> {
  const object = server.store.get(keyOf(request));
  if (object) yield* admitAndDelete(server, request, object, options);
}
