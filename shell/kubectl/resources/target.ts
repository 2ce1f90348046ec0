import type { ApiResource } from '../client/discovery.ts';
import { pathOf } from '../client/resource-mapper.ts';
import type { JsonObject } from '../json.ts';
import type { Session } from '../session.ts';

/** One object that a verb was pointed at: by name, by a list, or by a manifest. */
export interface Target {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  /** What a manifest says, or what a list gave; null when only the name is known. */
  readonly object: JsonObject | null;
  /** The manifest's file, as kubectl names it in errors. */
  readonly source: string;
}

/** A request for one object, or for a whole collection. */
export interface Query {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string | null;
}

export const targetPath = (target: Target, subresource?: string): string =>
  pathOf(target.resource, target.namespace, target.name, subresource);

export const queryPath = (query: Query): string => pathOf(query.resource, query.namespace, query.name ?? undefined);

export function getTarget(session: Session, target: Target): Promise<JsonObject> {
  return session.client.json({ path: targetPath(target) });
}
