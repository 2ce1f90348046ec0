import { KubectlError } from '../errors.ts';
import { type ApiResource, type Discovery, groupVersion } from './discovery.ts';

/** `deployments`, `deploy`, `Deployment`, `deployments.apps`, `deployments.v1.apps` to the server's resource, or null. */
export function findResource(discovery: Discovery, argument: string): ApiResource | null {
  const wanted = argument.toLowerCase();
  const [name, ...rest] = wanted.split('.') as [string, ...string[]];
  const versioned = rest.length > 1 && /^v\d+((alpha|beta)\d+)?$/.test(rest[0]!);
  const choices: { version?: string; group?: string }[] = [];
  if (versioned) choices.push({ version: rest[0]!, group: rest.slice(1).join('.') });
  if (rest.length > 0) choices.push({ group: rest.join('.') });
  if (rest.length === 0) choices.push({});
  for (const { version, group } of choices) {
    const candidates = discovery.resources.filter(
      (resource) => (version === undefined || resource.version === version) && groupMatches(resource.group, group),
    );
    const found = byName(candidates, name, argument.split('.')[0]!);
    if (found) return found;
  }
  return null;
}

/** An unfinished group name matches (`deployments.app`), as client-go's priority mapper lets it. */
function groupMatches(actual: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return actual === wanted || (wanted !== '' && actual.startsWith(`${wanted}.`));
}

/** Short names count as they are written. */
function byName(candidates: readonly ApiResource[], name: string, written: string): ApiResource | null {
  return (
    candidates.find((resource) => resource.name === name) ??
    candidates.find((resource) => resource.singular === name) ??
    candidates.find((resource) => resource.shortNames.includes(written)) ??
    candidates.find((resource) => resource.kind.toLowerCase() === name) ??
    null
  );
}

export function findKind(discovery: Discovery, apiVersion: string, kind: string): ApiResource | null {
  return (
    discovery.resources.find(
      (resource) => resource.kind === kind && groupVersion(resource.group, resource.version) === apiVersion,
    ) ?? null
  );
}

/** meta.NoResourceMatchError as CheckErr prints it. */
export function noSuchResource(argument: string): KubectlError {
  const [name, ...rest] = argument.split('.') as [string, ...string[]];
  if (rest.length === 0) return new KubectlError(`error: the server doesn't have a resource type "${name}"`);
  if (rest.length > 1 && /^v\d/.test(rest[0]!)) {
    return new KubectlError(
      `error: the server doesn't have a resource type "${name}" in group "${rest.slice(1).join('.')}" and version "${rest[0]}"`,
    );
  }
  return new KubectlError(`error: the server doesn't have a resource type "${name}"`);
}

/** The resources a category such as `all` stands for. */
export function inCategory(discovery: Discovery, category: string): ApiResource[] {
  const seen = new Set<string>();
  return discovery.resources.filter((resource) => {
    const key = `${resource.name}.${resource.group}`;
    if (!resource.categories.includes(category) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The path of a resource's collection, or of one object of it. */
export function pathOf(resource: ApiResource, namespace: string, name?: string, subresource?: string): string {
  const base = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const scope = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${base}${scope}/${resource.name}${object}${subresource ? `/${subresource}` : ''}`;
}

/** `deployment.apps`, `pod`: how results name a kind (`deployment.apps/red created`). */
export function kindName(resource: ApiResource): string {
  const kind = resource.kind.toLowerCase();
  return resource.group ? `${kind}.${resource.group}` : kind;
}
