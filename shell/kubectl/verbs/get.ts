import { collect } from '../client/api-client.ts';
import { TABLE } from '../client/media-types.ts';
import { boolean, FILE_FLAGS, integer, PRINT_FLAGS, string, strings } from '../command-line/flag-table.ts';
import { AggregateFailure, isNotFound, KubectlError, throwAll, withSelectors } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { objectPrinter } from '../printers/output.ts';
import { sortByPath } from '../printers/sort-by.ts';
import { type Answer, printTables } from '../printers/tables.ts';
import { queriesOf } from '../resources/arguments.ts';
import { targetsOf } from '../resources/manifests.ts';
import { type Query, queryPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { watchAnswers } from './get-watch.ts';

export const get: Verb = {
  name: 'get',
  usage:
    'get [(-o|--output=)json|yaml|name|wide|custom-columns|jsonpath] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  flags: {
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    'all-namespaces': boolean('A'),
    'chunk-size': integer(undefined, '500'),
    'field-selector': string(),
    'ignore-not-found': boolean(),
    'label-columns': strings('L', true),
    'no-headers': boolean(),
    'output-watch-events': boolean(),
    raw: string(),
    selector: string('l'),
    'server-print': boolean(undefined, true),
    'show-kind': boolean(),
    'show-labels': boolean(),
    'sort-by': string(),
    subresource: string(),
    watch: boolean('w'),
    'watch-only': boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (flags.changed('raw')) return raw(session, args);
    const queries = await queriesFor(session, args);
    if (flags.boolean('watch') || flags.boolean('watch-only'))
      return interruptible(session.process, () => watchAnswers(session, queries));
    const printer = objectPrinter(session);
    const { answers, errors } = await ask(session, queries, printer !== null || !flags.boolean('server-print'));
    if (!printer) return printTables(session, answers, errors);
    return printObjects(session, queries, answers, errors, printer);
  },
};

async function queriesFor(session: Session, args: readonly string[]): Promise<Query[]> {
  const { flags } = session;
  if (flags.strings('filename').length > 0 || flags.string('kustomize')) {
    const { targets, errors } = await targetsOf(session);
    throwAll(errors);
    return targets.map(({ resource, namespace, name }) => ({ resource, namespace, name }));
  }
  if (args.length === 0) {
    throw new KubectlError(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n' +
        'error: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n' +
        "See 'kubectl get -h' for help and examples",
    );
  }
  return queriesOf(session, args, {
    allNamespaces: flags.boolean('all-namespaces'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    listWithoutName: true,
  });
}

/** Asks for everything at once; answers stay in the order of the queries. */
async function ask(
  session: Session,
  queries: readonly Query[],
  whole: boolean,
): Promise<{ answers: Answer[]; errors: unknown[] }> {
  const settled = await Promise.allSettled(queries.map((query) => askOne(session, query, whole)));
  const answers: Answer[] = [];
  const errors: unknown[] = [];
  settled.forEach((result, at) => {
    if (result.status === 'fulfilled') answers.push({ query: queries[at]!, body: result.value });
    else if (!(session.flags.boolean('ignore-not-found') && isNotFound(result.reason))) errors.push(result.reason);
  });
  return { answers, errors };
}

async function askOne(session: Session, query: Query, whole: boolean): Promise<JsonObject> {
  const { flags } = session;
  const limit = flags.integer('chunk-size');
  const list = query.name === null;
  const includeObject = !whole && flags.string('sort-by') ? 'Object' : undefined;
  const call = {
    path: queryPath(query) + (flags.string('subresource') ? `/${flags.string('subresource')}` : ''),
    accept: whole ? 'application/json' : TABLE,
  };
  const base = {
    ...(list && limit > 0 && !includeObject && { limit: String(limit) }),
    includeObject,
    ...(list && flags.string('selector') && { labelSelector: flags.string('selector') }),
    ...(list && flags.string('field-selector') && { fieldSelector: flags.string('field-selector') }),
  };
  const { group, version, name } = query.resource;
  const first = await session.client.json({ ...call, query: base }).catch((error: unknown) => {
    if (!list) throw error;
    const resource = `"${group}/${version}, Resource=${name}"`;
    throw withSelectors(resource, flags.string('selector'), flags.string('field-selector'), error);
  });
  const field = whole ? 'items' : 'rows';
  const parts = [...recordsAt(first, field)];
  let next = stringAt(first, 'metadata', 'continue');
  if (!next) return first;
  while (next) {
    const page = await session.client.json({ ...call, query: { ...base, continue: next } });
    parts.push(...recordsAt(page, field));
    next = stringAt(page, 'metadata', 'continue');
  }
  return { ...first, [field]: parts };
}

async function printObjects(
  session: Session,
  queries: readonly Query[],
  answers: readonly Answer[],
  errors: readonly unknown[],
  printer: (object: JsonObject, resource?: Query['resource']) => string,
): Promise<number> {
  const single = queries.length === 1 && queries[0]!.name !== null;
  if (single) {
    throwAll(errors);
    const answer = answers[0];
    if (answer) await session.print(printer(answer.body, answer.query.resource));
    return 0;
  }
  const items = sortItems(
    session,
    answers.flatMap(({ query, body }) => (query.name === null ? itemsOf(body) : [body])),
  );
  const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
  if (items.length > 0 || errors.length === 0) await session.print(printer(list));
  if (errors.length > 0) throw new AggregateFailure(errors);
  return 0;
}

/** A list's items carry no apiVersion and kind of their own on the wire of some servers: the list's kind tells. */
function itemsOf(list: JsonObject): JsonObject[] {
  const kind = stringAt(list, 'kind').replace(/List$/, '');
  return recordsAt(list, 'items').map((item) =>
    item['kind'] ? item : { apiVersion: list['apiVersion'], kind, ...item },
  );
}

function sortItems(session: Session, items: JsonObject[]): JsonObject[] {
  const path = session.flags.string('sort-by');
  return path ? sortByPath(path, items, (item) => item) : items;
}

async function raw(session: Session, args: readonly string[]): Promise<number> {
  const { flags } = session;
  const path = flags.string('raw');
  if (['watch', 'watch-only', 'selector', 'filename'].some((flag) => flags.changed(flag)))
    throw new KubectlError(
      'error: --raw may not be specified with other flags that filter the server request or alter the output',
    );
  if (args.length > 0) throw new KubectlError('error: arguments may not be passed when --raw is specified');
  if (flags.string('output')) throw new KubectlError('error: --raw and --output are mutually exclusive');
  if (!path.startsWith('/'))
    throw new KubectlError(
      `error: --raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`,
    );
  const response = await session.client.open({ path: session.flags.string('raw'), accept: 'application/json, */*' });
  await session.process.stdout.write(await collect(response));
  return 0;
}
