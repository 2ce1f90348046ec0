import { pathOf } from '../client/resource-mapper.ts';
import { withSource } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Session } from '../session.ts';
import type { Target } from './target.ts';

/** POSTs a target's object; failures name the manifest they came from. */
export async function createFrom(
  session: Session,
  target: Target,
  object: JsonObject,
  query: Readonly<Record<string, string | undefined>>,
): Promise<JsonObject> {
  try {
    return await session.client.json({
      method: 'POST',
      path: pathOf(target.resource, target.namespace),
      query,
      body: object,
    });
  } catch (error) {
    throw withSource('creating', target.source, error);
  }
}

export type PatchKind = 'strategic' | 'merge' | 'json';

export const PATCH_TYPES: Readonly<Record<PatchKind, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};
