import type { ApiResource } from '../client/discovery.ts';
import { inCategory } from '../client/resource-mapper.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Query } from './target.ts';

export interface ArgumentOptions {
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all`: a type alone stands for every object of it. */
  readonly all?: boolean;
  /** A type alone is a list (get, describe); otherwise a name, selector or --all must be there. */
  readonly listWithoutName?: boolean;
}

const MIXED =
  "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** `pods`, `pod a b`, `pod/a svc/b`, `pods,services`, `all` (cli-runtime resource.Builder's ResourceTypeOrNameArgs). */
export async function queriesOf(session: Session, args: readonly string[], options: ArgumentOptions): Promise<Query[]> {
  const namespaceOf = (resource: ApiResource) =>
    !resource.namespaced || options.allNamespaces ? '' : session.namespace;
  if (args.some((argument) => argument.includes('/'))) {
    const queries: Query[] = [];
    for (const argument of args) queries.push(await pair(session, argument, namespaceOf, options));
    return queries;
  }
  const [types = '', ...names] = args;
  const resources = await resourcesOf(session, types);
  const selecting = Boolean(options.labelSelector || options.fieldSelector);
  if (names.length === 0) {
    if (!options.listWithoutName && !options.all && !selecting) {
      throw new KubectlError('error: resource(s) were provided, but no name was specified');
    }
    return resources.map((resource) => ({ resource, namespace: namespaceOf(resource), name: null }));
  }
  refuseNames(options, selecting);
  return resources.flatMap((resource) =>
    names.map((name) => ({ resource, namespace: namespaceOf(resource), name: emptyRefused(name) })),
  );
}

function refuseNames(options: ArgumentOptions, selecting: boolean): void {
  if (selecting) {
    const which = options.labelSelector ? 'a selector' : 'a field selector';
    throw new KubectlError(`error: name cannot be provided when ${which} is specified`);
  }
  if (options.allNamespaces) {
    throw new KubectlError('error: a resource cannot be retrieved by name across all namespaces');
  }
  if (options.all)
    throw new KubectlError(
      'error: name cannot be provided when the --all flag is specified'.replace(
        'the --all flag is specified',
        'a selector is specified',
      ),
    );
}

function emptyRefused(name: string): string {
  if (name === '') throw new KubectlError('error: resource name may not be empty');
  return name;
}

async function resourcesOf(session: Session, types: string): Promise<ApiResource[]> {
  const resources: ApiResource[] = [];
  for (const type of types.split(',')) {
    const category = inCategory(await session.discovery(), type);
    if (category.length > 0) resources.push(...category);
    else resources.push(await session.resource(type));
  }
  return resources.filter(
    (resource, index) =>
      resources.findIndex((other) => other.name === resource.name && other.group === resource.group) === index,
  );
}

async function pair(
  session: Session,
  argument: string,
  namespaceOf: (resource: ApiResource) => string,
  options: ArgumentOptions,
): Promise<Query> {
  const parts = argument.split('/');
  if (parts.length !== 2) {
    throw new KubectlError(
      parts.length === 1 ? MIXED : 'error: arguments in resource/name form may not have more than one slash',
    );
  }
  const [type, name] = parts as [string, string];
  if (!type || !name)
    throw new KubectlError('error: arguments in resource/name form must have a single resource and name');
  const resource = await session.resource(type);
  if (options.labelSelector || options.fieldSelector) refuseNames(options, true);
  if (options.allNamespaces && resource.namespaced) refuseNames(options, false);
  return { resource, namespace: namespaceOf(resource), name };
}
