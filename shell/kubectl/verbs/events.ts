import { humanDuration } from '../command-line/duration.ts';
import { boolean, integer, string, strings } from '../command-line/flag-table.ts';
import { type JsonObject, numberAt, recordsAt, stringAt } from '../json.ts';
import { Columns } from '../printers/columns.ts';
import type { Verb } from '../verb.ts';

const timeOf = (event: JsonObject): string =>
  stringAt(event, 'lastTimestamp') || stringAt(event, 'eventTime') || stringAt(event, 'metadata', 'creationTimestamp');

function lastSeen(event: JsonObject, nowMs: number): string {
  const since = (timestamp: string) => humanDuration(nowMs - Date.parse(timestamp));
  const count = numberAt(event, 'count') ?? 0;
  const seen = since(timeOf(event));
  return count > 1 ? `${seen} (x${count} over ${since(stringAt(event, 'firstTimestamp') || timeOf(event))})` : seen;
}

export const events: Verb = {
  name: 'events',
  usage: 'events [--for TYPE/NAME]',
  flags: {
    'all-namespaces': boolean('A'),
    'chunk-size': integer(undefined, '500'),
    for: string(),
    'no-headers': boolean(),
    types: strings(undefined, true),
  },
  run: async (session) => {
    const { flags } = session;
    const everywhere = flags.boolean('all-namespaces');
    const list = await session.client.json({
      path: everywhere ? '/api/v1/events' : `/api/v1/namespaces/${session.namespace}/events`,
    });
    const [type, name] = flags.string('for').split('/');
    const kind = type && name ? (await session.resource(type)).kind : '';
    const shown = recordsAt(list, 'items')
      .filter(
        (event) =>
          !kind ||
          (stringAt(event, 'involvedObject', 'kind') === kind && stringAt(event, 'involvedObject', 'name') === name),
      )
      .filter(
        (event) => flags.strings('types').length === 0 || flags.strings('types').includes(stringAt(event, 'type')),
      )
      .sort((a, b) => Date.parse(timeOf(a)) - Date.parse(timeOf(b)));
    if (shown.length === 0) {
      await session.error(everywhere ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`);
      return 0;
    }
    const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    const rows = shown.map((event) => [
      ...(everywhere ? [stringAt(event, 'metadata', 'namespace')] : []),
      lastSeen(event, session.now()),
      stringAt(event, 'type'),
      stringAt(event, 'reason'),
      `${stringAt(event, 'involvedObject', 'kind')}/${stringAt(event, 'involvedObject', 'name')}`,
      stringAt(event, 'message').trim(),
    ]);
    await session.print(new Columns().format(flags.boolean('no-headers') ? rows : [head, ...rows]));
    return 0;
  },
};
