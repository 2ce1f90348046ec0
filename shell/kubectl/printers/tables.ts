import { kindName } from '../client/resource-mapper.ts';
import { humanDuration } from '../command-line/duration.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { isRecord, type JsonObject, recordsAt, stringAt } from '../json.ts';
import type { Query } from '../resources/target.ts';
import type { Session } from '../session.ts';
import { sortByPath } from './sort-by.ts';
import { TablePrinter } from './table.ts';

/** One query and what the server said: a Table, an object or a list. */
export interface Answer {
  readonly query: Query;
  readonly body: JsonObject;
}

/** Tables for people: one per kind, a blank line between them, a sentence on stderr when there is nothing. */
export async function printTables(
  session: Session,
  answers: readonly Answer[],
  errors: readonly unknown[],
): Promise<number> {
  const withKind = session.flags.boolean('show-kind') || severalKinds(answers);
  let printer: TablePrinter | null = null;
  let last: Query['resource'] | null = null;
  let text = '';
  for (const { query, body } of answers) {
    if (!printer || last !== query.resource) {
      printer = tablePrinter(session, query.resource, withKind);
      last = query.resource;
      const part = printer.print(sortRows(session, asTable(body, session.now())));
      text += text && part && !session.flags.boolean('no-headers') ? `\n${part}` : part;
    } else text += printer.print(sortRows(session, asTable(body, session.now())));
  }
  await session.print(text);
  if (text === '' && errors.length === 0 && !session.flags.boolean('ignore-not-found')) {
    const namespaced =
      !session.flags.boolean('all-namespaces') && answers.every(({ query }) => query.resource.namespaced);
    await session.error(
      namespaced ? `No resources found in ${session.namespace} namespace.\n` : 'No resources found\n',
    );
  }
  throwAll(errors);
  return 0;
}

function severalKinds(answers: readonly Answer[]): boolean {
  return new Set(answers.map(({ query }) => query.resource)).size > 1;
}

export function tablePrinter(session: Session, resource: Query['resource'], withKind: boolean): TablePrinter {
  const { flags } = session;
  return new TablePrinter({
    wide: flags.string('output') === 'wide',
    noHeaders: flags.boolean('no-headers'),
    withNamespace: flags.boolean('all-namespaces') && resource.namespaced,
    kindPrefix: withKind ? kindName(resource) : '',
    showLabels: flags.boolean('show-labels'),
    labelColumns: flags.strings('label-columns'),
  });
}

/** Servers without tables answer plain objects: then name and age of each. */
export function asTable(body: JsonObject, now: number): JsonObject {
  if (body['kind'] === 'Table') return body;
  const items = Array.isArray(body['items']) ? body['items'].filter(isRecord) : [body];
  return {
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: items.map((item) => ({
      cells: [stringAt(item, 'metadata', 'name'), ageOf(item, now)],
      object: item,
    })),
  };
}

function ageOf(item: JsonObject, now: number): string {
  const created = Date.parse(stringAt(item, 'metadata', 'creationTimestamp'));
  return Number.isNaN(created) ? '<unknown>' : humanDuration(now - created);
}

function sortRows(session: Session, table: JsonObject): JsonObject {
  const path = session.flags.string('sort-by');
  if (!path) return table;
  try {
    return { ...table, rows: sortByPath(path, recordsAt(table, 'rows'), (row) => row['object']) };
  } catch (error) {
    // A field that none has leaves nothing to show.
    if (error instanceof KubectlError) return { ...table, rows: [] };
    throw error;
  }
}
