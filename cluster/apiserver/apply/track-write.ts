import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { copyObject } from '../json.ts';
import { apiVersionOf } from '../registry.ts';
import { type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import { compare } from './compare.ts';
import { isReset, ManagedFieldsError, type ManagerEntries, parseEntries } from './manager-entry.ts';
import { Ownership, ownershipOf } from './ownership.ts';
import { NoPathElement } from './path-element.ts';
import { resetFields, withoutReset } from './reset-fields.ts';
import { structureOf, zeroOf } from './typed-schema.ts';
import { updatedEntries, type Writer } from './update-managers.ts';

const MAX_NAME_LENGTH = 128;

export function writerOf(server: ServerState, request: ResourceRequest): Writer {
  return {
    manager: request.query.get('fieldManager') || managerFromUserAgent(request.userAgent),
    apiVersion: apiVersionOf(request.definition),
    subresource: request.subresource,
    time: timestamp(server.clock.now()),
  };
}

/** What stands before the first slash, of what can be printed (handlers/create.go prefixFromUserAgent). */
export function managerFromUserAgent(userAgent: string): string {
  const prefix = userAgent.split('/', 1)[0] ?? '';
  let name = '';
  for (const character of prefix.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')) {
    if (Buffer.byteLength(name + character) > MAX_NAME_LENGTH) break;
    name += character;
  }
  return name;
}

/**
 * Whoever creates an object owns what its body and the defaults say, not what admission and the server add. `decoded`: the
 * body with its defaults, before anything else touches it.
 */
export function createdOwnership(server: ServerState, request: ResourceRequest, decoded: MutableObject): Ownership {
  const { definition } = request;
  const writer = writerOf(server, request);
  const entries = (object: KubernetesObject): ManagerEntries =>
    unlessUncountable(() => {
      const schema = structureOf(definition);
      const difference = compare(zeroOf(schema), object, schema);
      return updatedEntries([], withoutReset(difference, resetFields(definition, request.subresource)), writer);
    });
  if (request.fromWire) return Ownership.of(entries(decoded));
  // A body from within the process never changes: its fields are counted when somebody asks.
  const body = request.body as KubernetesObject;
  return Ownership.later(() => {
    const object = copyObject(body);
    definition.defaults?.(object);
    return entries(object);
  });
}

/**
 * What a PUT or PATCH makes of the owners of `old`. `sent`: the managedFields in the request's object, undefined when they
 * are the old ones.
 */
export function updatedOwnership(
  server: ServerState,
  request: ResourceRequest,
  old: KubernetesObject,
  next: KubernetesObject,
  sent: unknown,
): Ownership {
  const before = request.subresource === '' ? ownershipSent(sent, ownershipOf(old)) : ownershipOf(old);
  const { definition, subresource } = request;
  const writer = writerOf(server, request);
  return before.after((entries) => {
    // An object whose owners have been forgotten is not followed until somebody applies it (internal/skipnonapplied.go).
    if (entries.length === 0) return entries;
    return unlessUncountable(() => {
      const difference = compare(old, next, structureOf(definition));
      return updatedEntries(entries, withoutReset(difference, resetFields(definition, subresource)), writer);
    });
  });
}

/** Fields that cannot be told apart have no owners at all (internal/fieldmanager.go UpdateNoErrors). */
function unlessUncountable(count: () => ManagerEntries): ManagerEntries {
  try {
    return count();
  } catch (error) {
    if (error instanceof NoPathElement) return [];
    throw error;
  }
}

/** internal/fieldmanager.go decodeLiveOrNew: what a client sends counts, unless it is empty or wrong. */
function ownershipSent(sent: unknown, live: Ownership): Ownership {
  if (sent === undefined || sent === null) return live;
  if (isReset(sent)) return Ownership.of([]);
  try {
    const entries = parseEntries(sent);
    return entries.length > 0 ? Ownership.of(entries) : live;
  } catch (error) {
    if (error instanceof ManagedFieldsError) return live;
    throw error;
  }
}
