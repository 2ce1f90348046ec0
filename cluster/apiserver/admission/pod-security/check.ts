import { isMap, type JsonMap } from '../../json.ts';

/** A pod taken apart for the checks. */
export interface CheckedPod {
  readonly spec: JsonMap;
  readonly annotations: JsonMap;
  readonly security: JsonMap;
  /** Init containers, containers, ephemeral containers (policy/visitor.go). */
  readonly containers: readonly CheckedContainer[];
}

export interface CheckedContainer {
  readonly name: string;
  readonly fields: JsonMap;
  readonly security: JsonMap;
}

/** Why a pod is not allowed; the detail stands in brackets. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export type Check = (pod: CheckedPod) => Violation | null;

export const fieldsOf = (value: unknown): JsonMap => (isMap(value) ? value : {});
export const listOf = (value: unknown): JsonMap[] => (Array.isArray(value) ? value.filter(isMap) : []);

export function takeApart(metadata: unknown, spec: JsonMap): CheckedPod {
  const containers = [spec.initContainers, spec.containers, spec.ephemeralContainers].flatMap(listOf);
  return {
    spec,
    annotations: fieldsOf(fieldsOf(metadata).annotations),
    security: fieldsOf(spec.securityContext),
    containers: containers.map((fields) => ({
      name: String(fields.name),
      fields,
      security: fieldsOf(fields.securityContext),
    })),
  };
}

export function quoted(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ');
}

export function plural(singular: string, count: number, many = `${singular}s`): string {
  return count === 1 ? singular : many;
}

/** `container "a"`, `containers "a", "b"`. */
export function named(containers: readonly CheckedContainer[]): string {
  return `${plural('container', containers.length)} ${quoted(containers.map(({ name }) => name))}`;
}

/** `pod and container "a"`: who set something wrong. */
export function setters(podIsBad: boolean, containers: readonly CheckedContainer[]): string {
  return [...(podIsBad ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])].join(' and ');
}

export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
