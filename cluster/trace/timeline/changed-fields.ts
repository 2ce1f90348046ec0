/** How deep a path is told: `metadata.annotations.kubernetes.io/elb.id`, `status.loadBalancer`. */
const DEPTH_MAX = 3;
/** Never told: they change with every write, or say who wrote. */
const SILENT = new Set(['metadata.resourceVersion', 'metadata.generation', 'metadata.managedFields']);

/** The fields in which two objects differ, and what they are now: `spec.replicas: 3 (was 2)`. */
export function changedFields(before: unknown, after: unknown, path = '', depth = 0): string[] {
  if (before === after || SILENT.has(path)) return [];
  const deeper = depth < DEPTH_MAX && isRecord(after) && (isRecord(before) || before === undefined);
  if (!deeper) return isSame(before, after) ? [] : [told(path, before, after)];
  const old: Readonly<Record<string, unknown>> = isRecord(before) ? before : {};
  const names = new Set([...Object.keys(old), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    changedFields(old[name], after[name], path === '' ? name : `${path}.${name}`, depth + 1),
  );
}

function told(path: string, before: unknown, after: unknown): string {
  const now = short(after);
  if (now === short(before)) return `${path} changed`;
  return before === undefined ? `${path}: ${now}` : `${path}: ${now} (was ${short(before)})`;
}

const LENGTH_MAX = 60;

function short(value: unknown): string {
  if (value === undefined) return 'gone';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (Array.isArray(value) && text.length > LENGTH_MAX)
    return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
