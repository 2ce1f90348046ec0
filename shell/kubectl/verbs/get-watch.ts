import { TABLE } from '../client/media-types.ts';
import { pathOf } from '../client/resource-mapper.ts';
import { watchEvents } from '../client/watch.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, recordsAt, stringAt } from '../json.ts';
import { toCompactJson } from '../printers/json.ts';
import { objectPrinter } from '../printers/output.ts';
import { asTable, tablePrinter } from '../printers/tables.ts';
import { type Query, queryPath } from '../resources/target.ts';
import type { Session } from '../session.ts';

/** `get -w`: the present state (unless --watch-only), then a row for each change until the watch ends. */
export async function watchAnswers(session: Session, queries: readonly Query[]): Promise<number> {
  const query = queries[0];
  if (queries.length !== 1 || !query) {
    throw new KubectlError('error: you may only specify a single resource type');
  }
  const { flags } = session;
  const printer = objectPrinter(session);
  const table = printer ? null : tablePrinter(session, query.resource, false);
  const withEvents = flags.boolean('output-watch-events');
  const show = (object: JsonObject, type: string): string => {
    if (table) return table.print(asTable(object, session.now()), withEvents ? type : undefined);
    if (!withEvents) return printer!(object, query.resource);
    return `${toCompactJson({ type, object })}\n`;
  };
  const selectors = {
    ...(flags.string('selector') && { labelSelector: flags.string('selector') }),
    ...(flags.string('field-selector') && { fieldSelector: flags.string('field-selector') }),
  };
  const accept = table ? TABLE : 'application/json';
  const first = await session.client.json({
    path: queryPath(query),
    accept,
    query: query.name === null ? { limit: flags.string('chunk-size'), ...selectors } : {},
  });
  if (!flags.boolean('watch-only')) {
    const parts = table || query.name !== null ? [first] : recordsAt(first, 'items');
    await session.print(parts.map((part) => show(part, 'ADDED')).join(''));
  }
  let skip = query.name !== null;
  const events = watchEvents(session, pathOf(query.resource, query.namespace), accept, {
    ...selectors,
    ...(query.name !== null && { fieldSelector: `metadata.name=${query.name}` }),
    resourceVersion: query.name === null ? stringAt(first, 'metadata', 'resourceVersion') : '0',
  });
  for await (const event of events) {
    if (event.type === 'BOOKMARK') continue;
    // A watch on one object begins with an ADDED event for what was printed already.
    if (!skip && isRecord(event.object)) await session.print(show(event.object, event.type));
    skip = false;
  }
  return 0;
}
