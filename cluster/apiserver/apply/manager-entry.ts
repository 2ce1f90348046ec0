import { isMap } from '../json.ts';
import { type FieldSet, isEmptySet } from './field-set.ts';

/** One entry of metadata.managedFields, as it is on the wire. */
export interface ManagerEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** Absent on the entry of an apply that changed nothing. */
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldSet;
  readonly subresource?: string;
}

export type ManagerEntries = readonly ManagerEntry[];

/** What tells an entry apart: appliers are one whatever version they apply in (BuildManagerIdentifier). */
export function managerId({ manager, operation, apiVersion, subresource }: Omit<ManagerEntry, 'fieldsV1'>): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource ?? '']);
}

export function withFields(entry: ManagerEntry, fieldsV1: FieldSet): ManagerEntry {
  return entry.fieldsV1 === fieldsV1 ? entry : Object.freeze({ ...entry, fieldsV1 });
}

/** Without the entries that own nothing, in the order of internal/managedfields.go sortEncodedManagedFields. */
export function sortedEntries(entries: ManagerEntries): ManagerEntries {
  const left = entries.filter((entry) => !isEmptySet(entry.fieldsV1));
  return Object.freeze(left.sort(byOperationTimeAndName));
}

function byOperationTimeAndName(a: ManagerEntry, b: ManagerEntry): number {
  const fields = ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const;
  for (const field of fields) {
    const [left, right] = [a[field] ?? '', b[field] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** The problem that DecodeManagedFields finds first. */
export class ManagedFieldsError extends Error {}

/** What a client sent as managedFields; throws ManagedFieldsError for what is none. */
export function parseEntries(value: unknown): ManagerEntries {
  if (!Array.isArray(value)) return [];
  const byId = new Map<string, ManagerEntry>();
  value.forEach((item: unknown, index) => {
    const entry = parseEntry(isMap(item) ? item : {}, index);
    byId.set(managerId(entry), entry);
  });
  return sortedEntries([...byId.values()]);
}

function parseEntry(item: Record<string, unknown>, index: number): ManagerEntry {
  const { operation, apiVersion, fieldsType, fieldsV1, manager, time, subresource } = item;
  if (operation !== 'Apply' && operation !== 'Update') {
    throw new ManagedFieldsError('operation must be `Apply` or `Update`');
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new ManagedFieldsError('apiVersion must not be empty');
  }
  if (fieldsType === undefined || fieldsType === '') {
    throw new ManagedFieldsError(`missing fieldsType in managed fields entry ${index}`);
  }
  if (fieldsType !== 'FieldsV1') {
    throw new ManagedFieldsError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  }
  return Object.freeze({
    manager: typeof manager === 'string' ? manager : '',
    operation,
    apiVersion,
    ...(typeof time === 'string' && { time }),
    fieldsType,
    fieldsV1: parseFields(fieldsV1, 0),
    ...(typeof subresource === 'string' && subresource !== '' && { subresource }),
  });
}

const MAX_DEPTH = 100;

/** Elements of a kind that is not known are left out. */
function parseFields(value: unknown, depth: number): FieldSet {
  if (!isMap(value) || depth > MAX_DEPTH) return Object.freeze({});
  const fields: Record<string, FieldSet> = {};
  for (const [element, inner] of Object.entries(value)) {
    if (element === '.' || /^[fkvi]:/.test(element)) fields[element] = parseFields(inner, depth + 1);
  }
  return Object.freeze(fields);
}

/** `managedFields: []` and `[{}]` ask to forget who owns what (isResetManagedFields). */
export function isReset(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.length === 0 || (value.length === 1 && isMap(value[0]) && Object.keys(value[0]).length === 0);
}

/** Equal but for the times (handlers/fieldmanager/equality.go). */
export function sameButTimes(a: ManagerEntries, b: ManagerEntries): boolean {
  const plain = ({ time: _, ...entry }: ManagerEntry) => JSON.stringify(entry);
  return a === b || (a.length === b.length && a.every((entry, index) => plain(entry) === plain(b[index]!)));
}
