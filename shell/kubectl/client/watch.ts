import { StringDecoder } from 'node:string_decoder';
import type { Status } from '../../../cluster/machinery/kubernetes-object.ts';
import { StatusError } from '../errors.ts';
import { isRecord, type JsonObject, stringAt } from '../json.ts';
import type { Session } from '../session.ts';

export interface WatchedChange {
  readonly type: string;
  readonly object: JsonObject;
}

/** The events of a watch, one JSON document a line, until the server or the caller ends it. ERROR events are thrown. */
export async function* watchEvents(
  session: Session,
  path: string,
  accept: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): AsyncGenerator<WatchedChange> {
  const response = await session.client.open({
    path,
    accept,
    query: { ...query, watch: 'true' },
    ...(signal && { signal }),
  });
  try {
    for await (const line of linesOf(response)) {
      const event: unknown = JSON.parse(line);
      if (!isRecord(event) || !isRecord(event['object'])) continue;
      const type = stringAt(event, 'type');
      if (type === 'ERROR') throw new StatusError(event['object'] as unknown as Status);
      yield { type, object: event['object'] };
    }
  } catch (error) {
    // With --request-timeout a watch ends as one that the server ended.
    if (!session.client.timedOut) throw error;
  } finally {
    response.destroy();
  }
}

/** Lines without their ends; blank ones are left out unless they are asked for. */
export async function* linesOf(
  stream: AsyncIterable<unknown>,
  { keepBlank = false }: { readonly keepBlank?: boolean } = {},
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.write(chunk as Buffer);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (keepBlank || line.trim()) yield line;
    }
  }
  if (rest.trim()) yield rest;
}
