import { isMap, share } from '../json.ts';
import { type FieldPaths, joinPath } from './field-paths.ts';
import { decodeFieldsV1, encodeFieldsV1 } from './fields-v1.ts';

/** One entry of metadata.managedFields, its fields as a set of paths. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  readonly paths: ReadonlySet<string>;
}

/** Fields that identify an object or belong to the server: nobody owns them (fieldmanager stripMeta). */
const UNOWNED = [
  'apiVersion',
  'kind',
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field) => `metadata.${field}`),
].map((field) => field.split('.').reduce((path, name) => joinPath(path, `f:${name}`), ''));

export function withoutUnowned(paths: FieldPaths): FieldPaths {
  const owned: FieldPaths = new Map();
  for (const [path, value] of paths) {
    const unowned = UNOWNED.some((prefix) => path === prefix || path.startsWith(`${prefix}\0`));
    if (!unowned && path !== 'f:metadata') owned.set(path, value);
  }
  return owned;
}

export function readManagers(managedFields: unknown): Manager[] {
  const entries = Array.isArray(managedFields) ? managedFields.filter(isMap) : [];
  return entries.map((entry) => ({
    manager: String(entry.manager ?? ''),
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: String(entry.apiVersion ?? ''),
    subresource: String(entry.subresource ?? ''),
    time: String(entry.time ?? ''),
    paths: decodeFieldsV1(entry.fieldsV1),
  }));
}

export function writeManagers(managers: readonly Manager[]): unknown[] {
  return managers
    .filter((entry) => entry.paths.size > 0)
    .map(({ manager, operation, apiVersion, subresource, time, paths }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: encodeFieldsV1(paths),
      ...(subresource !== '' && { subresource }),
    }));
}

/** What differs between two versions of an object (typed.Compare). */
export function comparePaths(before: FieldPaths, after: FieldPaths): { changed: Set<string>; removed: Set<string> } {
  const changed = new Set<string>();
  for (const [path, value] of after) {
    if (!before.has(path)) changed.add(path);
    else {
      const old = before.get(path);
      if (share(value, old) !== old) changed.add(path);
    }
  }
  return { changed, removed: new Set([...before.keys()].filter((path) => !after.has(path))) };
}

export function isSame(a: Manager, b: Manager): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;
}

export function without(entry: Manager, lost: readonly string[]): Manager {
  if (lost.length === 0) return entry;
  const paths = new Set(entry.paths);
  for (const path of lost) paths.delete(path);
  return { ...entry, paths };
}
