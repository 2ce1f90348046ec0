import { posix } from 'node:path';
import { parse } from 'yaml';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, stringAt } from '../json.ts';
import type { Session } from '../session.ts';

/** Lists of a container that are merged by a field. */
const MERGE_KEYS: Readonly<Record<string, string>> = { env: 'name', volumeMounts: 'mountPath', ports: 'containerPort' };
const NOT_MODIFIABLE = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];

/** The partial container of `--custom FILE`. */
export function readCustomProfile({ machine, process, flags }: Session): JsonObject | null {
  const name = flags.string('custom');
  if (!name) return null;
  const path = posix.resolve(process.workingDirectory, name);
  if (!machine.files.exists(path))
    throw new KubectlError(
      `error: must pass a container spec json file for custom profile: open ${name}: no such file or directory`,
    );
  const refuse = () => new KubectlError(`error: ${name} does not contain a valid container spec`);
  let value: unknown;
  try {
    value = parse(Buffer.from(machine.files.read(path)).toString('utf8'));
  } catch {
    throw refuse();
  }
  if (!isRecord(value)) throw refuse();
  if (NOT_MODIFIABLE.some((field) => isRecord(value[field]) || Array.isArray(value[field]) || stringAt(value, field)))
    throw new KubectlError(
      'error: name, command, image, lifecycle and volume devices are not modifiable via custom profile',
    );
  return value;
}

/** A strategic merge patch of a container. */
export function mergeContainer(container: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...container };
  for (const [field, value] of Object.entries(patch)) {
    const present = result[field];
    const key = MERGE_KEYS[field];
    if (value === null) delete result[field];
    else if (key && Array.isArray(value) && Array.isArray(present)) result[field] = mergedLists(present, value, key);
    else if (isRecord(value) && isRecord(present)) result[field] = mergeContainer(present, value);
    else result[field] = value;
  }
  return result;
}

function mergedLists(present: readonly unknown[], added: readonly unknown[], key: string): unknown[] {
  const same = (a: unknown, b: unknown) => isRecord(a) && isRecord(b) && a[key] === b[key];
  const merged = present.map((item) => {
    const patch = added.find((other) => same(item, other));
    return isRecord(item) && isRecord(patch) ? { ...item, ...patch } : item;
  });
  return [...merged, ...added.filter((item) => !present.some((other) => same(item, other)))];
}
