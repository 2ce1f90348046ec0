import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { refusals } from '../errors.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { keyOf } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

/** MaxRetryWhenPatchConflicts (apiserver/pkg/endpoints/handlers/patch.go). */
const ATTEMPTS = 5;

export const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

/** Thrown when somebody else wrote while a request waited for admission. */
class Overtaken extends Error {}

/**
 * Makes the attempt anew when it was overtaken, as GuaranteedUpdate does. A request that names a resourceVersion then
 * finds that it is no longer the object's, and conflicts.
 */
export function* startingAgain<T>(request: ResourceRequest, attempt: () => Steps<T>): Steps<T> {
  for (let count = 0; count < ATTEMPTS; count++) {
    try {
      return yield* attempt();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  throw refusals.conflict(request.definition, request.name, STALE);
}

/** The object is still the one that the attempt began with. */
export function refuseOvertaken(server: ServerState, request: ResourceRequest, old: KubernetesObject): void {
  const { uid, resourceVersion } = server.store.get(keyOf(request, old.metadata.name ?? ''))?.metadata ?? {};
  if (uid !== old.metadata.uid || resourceVersion !== old.metadata.resourceVersion) throw new Overtaken();
}

/** What a create had set aside (an address, a port) has meanwhile been given to another. */
export function overtaken(): Error {
  return new Overtaken();
}
