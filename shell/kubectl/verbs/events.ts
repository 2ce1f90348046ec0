import { watchEvents } from '../client/watch.ts';
import { boolean, integer, PRINT_FLAGS, string, strings } from '../command-line/flag-table.ts';
import { eventAge } from '../describe/parts.ts';
import { KubectlError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { Columns } from '../printers/columns.ts';
import { type ObjectPrinter, objectPrinter } from '../printers/output.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const events: Verb = {
  name: 'events',
  usage: 'events [(-o|--output=)json|yaml|name|...] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  flags: {
    ...PRINT_FLAGS,
    'all-namespaces': boolean('A'),
    'chunk-size': integer(undefined, '500'),
    for: string(),
    'no-headers': boolean(),
    types: strings(undefined, true),
    watch: boolean('w'),
  },
  run: async (session) => {
    const { flags } = session;
    const everywhere = flags.boolean('all-namespaces');
    const fieldSelector = await aboutObject(session);
    const printer = objectPrinter(session);
    const types = flags.strings('types').map((type) => type.toLowerCase());
    if (types.some((type) => type !== 'normal' && type !== 'warning'))
      throw new KubectlError('error: valid --types are Normal or Warning');
    const isShown = (event: JsonObject) => types.length === 0 || types.includes(stringAt(event, 'type').toLowerCase());
    const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${session.namespace}/events`;
    const query = { limit: '500', ...(fieldSelector && { fieldSelector }) };
    if (flags.boolean('watch')) return watchThem(session, path, query, isShown, printer);
    const shown = (await listAll(session, path, query)).filter(isShown);
    if (shown.length === 0) {
      await session.error(everywhere ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`);
      return 0;
    }
    const sorted = shown.sort((a, b) => timeOf(a) - timeOf(b));
    const list = { apiVersion: 'v1', items: sorted.map(typed), kind: 'EventList', metadata: {} };
    // The real one drops the name printer's complaint about a list, and prints nothing.
    if (flags.string('output') === 'name') return 0;
    await session.print(printer ? printer(list) : eventTable(session)(sorted));
    return 0;
  },
};

const typed = (event: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Event', ...event });

/** The field selector of `--for TYPE/NAME`. */
async function aboutObject(session: Session): Promise<string> {
  const asked = session.flags.string('for');
  if (!asked) return '';
  const [type = '', name, ...more] = asked.split('/');
  if (name === undefined) throw new KubectlError('error: --for must be in resource/name form');
  if (more.length > 0)
    throw new KubectlError('error: arguments in resource/name form may not have more than one slash');
  const { kind, group, version } = await session.resource(type.toLowerCase()).catch((error: unknown) => {
    // This verb asks the mapper itself, whose words stand alone.
    if (error instanceof KubectlError) throw new KubectlError(error.message.replace(/^error: /, ''));
    throw error;
  });
  const apiVersion = group ? `${group}/${version}` : version;
  return `involvedObject.apiVersion=${apiVersion},involvedObject.kind=${kind},involvedObject.name=${name}`;
}

async function listAll(session: Session, path: string, query: Readonly<Record<string, string>>): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  let next = '';
  do {
    const page = await session.client.json({ path, query: { ...query, ...(next && { continue: next }) } });
    found.push(...recordsAt(page, 'items'));
    next = stringAt(page, 'metadata', 'continue');
  } while (next);
  return found;
}

function timeOf(event: JsonObject): number {
  const series = stringAt(event, 'series', 'lastObservedTime');
  const moment = series || stringAt(event, 'lastTimestamp') || stringAt(event, 'eventTime');
  return moment ? Date.parse(moment) : Number.NEGATIVE_INFINITY;
}

/** Prints rows below headers that are printed once; columns grow wider, never narrower. */
function eventTable(session: Session): (events: readonly JsonObject[]) => string {
  const { flags } = session;
  const everywhere = flags.boolean('all-namespaces');
  const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const columns = new Columns();
  let headed = flags.boolean('no-headers');
  const safe = (text: string) => text.replaceAll('\u001b', '^[');
  return (shown) => {
    const rows = shown.map((event) => [
      ...(everywhere ? [stringAt(event, 'metadata', 'namespace')] : []),
      eventAge(event, session.now()),
      safe(stringAt(event, 'type')),
      safe(stringAt(event, 'reason')),
      `${safe(stringAt(event, 'involvedObject', 'kind'))}/${safe(stringAt(event, 'involvedObject', 'name'))}`,
      safe(stringAt(event, 'message').trim()),
    ]);
    const all = headed ? rows : [head, ...rows];
    headed = true;
    return columns.format(all);
  };
}

/** From what is there already on: a watch without a version begins with it. */
async function watchThem(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
  isShown: (event: JsonObject) => boolean,
  printer: ObjectPrinter | null,
): Promise<number> {
  const table = eventTable(session);
  const watch = async () => {
    for await (const { type, object } of watchEvents(session, path, 'application/json', query)) {
      if (type === 'DELETED' || type === 'BOOKMARK' || !isShown(object)) continue;
      await session.print(printer ? printer(typed(object)) : table([object]));
    }
    return 0;
  };
  return interruptible(session.process, watch);
}
