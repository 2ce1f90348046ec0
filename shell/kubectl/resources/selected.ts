import { boolean, FILE_FLAGS, type FlagTable, string } from '../command-line/flag-table.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { type JsonObject, nameOf, namespaceOf, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { queriesOf } from './arguments.ts';
import { targetsOf } from './manifests.ts';
import { type Query, queryPath, type Target } from './target.ts';

/** Flags of verbs that act on objects by file, name, selector or --all. */
export const SELECTION_FLAGS: FlagTable = {
  ...FILE_FLAGS,
  all: boolean(),
  'all-namespaces': boolean('A'),
  'field-selector': string(),
  selector: string('l'),
};

export interface SelectionOptions {
  /** A type alone means all of it. */
  readonly listWithoutName?: boolean;
  /** Stands for --selector, which means something else to the verb. */
  readonly labelSelector?: string;
  /** Ask the server for each named object, so that one that is not there is an error. */
  readonly fetch?: boolean;
}

/** Said of a command line that points at nothing. */
export const NOTHING =
  "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/** What the arguments and -f point at (cli-runtime's resource.Builder). */
export async function selected(
  session: Session,
  args: readonly string[],
  options: SelectionOptions = {},
): Promise<Target[]> {
  const { targets, errors } = await select(session, args, options);
  throwAll(errors);
  return targets;
}

/** The same, with what could not be found beside what could. */
export async function select(
  session: Session,
  args: readonly string[],
  options: SelectionOptions = {},
): Promise<{ targets: Target[]; errors: unknown[] }> {
  const { flags } = session;
  if (flags.strings('filename').length > 0 || flags.string('kustomize')) {
    const read = await targetsOf(session);
    return options.fetch ? fetched(session, read) : read;
  }
  if (args.length === 0) throw new KubectlError(NOTHING);
  const queries = await queriesOf(session, args, {
    allNamespaces: flags.boolean('all-namespaces'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    all: flags.boolean('all'),
    ...options,
  });
  const targets: Target[] = [];
  const errors: unknown[] = [];
  for (const query of queries) {
    try {
      targets.push(...(await expand(session, query, options.fetch ?? false)));
    } catch (error) {
      errors.push(error);
    }
  }
  return { targets, errors };
}

/** What single arguments point at, whatever the flags of this verb say. */
export async function selectedBy(
  session: Session,
  args: readonly string[],
  options: SelectionOptions = {},
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const query of await queriesOf(session, args, options))
    targets.push(...(await expand(session, query, options.fetch ?? false)));
  return targets;
}

async function fetched(session: Session, read: { targets: Target[]; errors: unknown[] }): Promise<typeof read> {
  const targets: Target[] = [];
  const errors = [...read.errors];
  for (const target of read.targets) {
    try {
      targets.push({ ...target, object: await session.client.json({ path: queryPath(target) }) });
    } catch (error) {
      errors.push(error);
    }
  }
  return { targets, errors };
}

async function expand(session: Session, query: Query, fetch: boolean): Promise<Target[]> {
  const { resource, namespace } = query;
  if (query.name !== null) {
    const object = fetch ? await session.client.json({ path: queryPath(query) }) : null;
    return [{ resource, namespace, name: query.name, object, source: '' }];
  }
  const { flags } = session;
  const list = await session.client.json({
    path: queryPath(query),
    query: {
      ...(flags.string('selector') && { labelSelector: flags.string('selector') }),
      ...(flags.string('field-selector') && { fieldSelector: flags.string('field-selector') }),
    },
  });
  const kind = stringAt(list, 'kind').replace(/List$/, '');
  return recordsAt(list, 'items').map((item): Target => {
    const object: JsonObject = { apiVersion: list['apiVersion'], kind, ...item };
    return { resource, namespace: namespaceOf(item) || namespace, name: nameOf(item), object, source: '' };
  });
}
