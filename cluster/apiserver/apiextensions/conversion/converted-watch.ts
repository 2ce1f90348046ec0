import type { WatchEvent } from '../../../machinery/api-transport.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { StatusError } from '../../errors.ts';
import { type WatchHandle, watch } from '../../operations/watch.ts';
import type { ResourceRequest, ServerState } from '../../resource-request.ts';
import type { WebhookConversion } from './webhook-conversion.ts';

/** A watch whose objects a webhook has to convert: events come in their order, each when its object has been converted. */
export function watchConverted(
  server: ServerState,
  request: ResourceRequest,
  conversion: WebhookConversion,
  onEvent: (event: WatchEvent) => void,
): WatchHandle {
  const { definition } = request;
  const queue: WatchEvent[] = [];
  let working = false;
  let stopped = false;
  const drain = async () => {
    working = true;
    for (let event = queue.shift(); event && !stopped; event = queue.shift()) {
      const next = await convertEvent(server, definition, conversion, event);
      if (!stopped) onEvent(next);
    }
    working = false;
  };
  const handle = watch(server, { ...request, definition: unread(definition) }, (event) => {
    const ready = event.type === 'BOOKMARK' || !conversion.needs(event.object, definition);
    if (ready && !working) return onEvent(readEvent(definition, event));
    queue.push(event);
    if (!working) void drain();
  });
  return {
    ...handle,
    stop: () => {
      stopped = true;
      handle.stop();
    },
  };
}

/** The same kind, its objects given as they are stored. */
function unread(definition: ResourceDefinition): ResourceDefinition {
  const { custom } = definition;
  return custom ? { ...definition, custom: { ...custom, readStored: (stored) => stored } } : definition;
}

async function convertEvent(
  server: ServerState,
  definition: ResourceDefinition,
  conversion: WebhookConversion,
  event: WatchEvent,
): Promise<WatchEvent> {
  if (event.type === 'BOOKMARK') return event;
  try {
    if (conversion.needs(event.object, definition)) await conversion.convert(server, definition, [event.object]);
    return readEvent(definition, event);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { type: 'ERROR', object: error.status as unknown as WatchEvent['object'] };
  }
}

function readEvent({ custom }: ResourceDefinition, event: WatchEvent): WatchEvent {
  if (event.type === 'BOOKMARK' || !custom) return event;
  return { type: event.type, object: custom.readStored(event.object) };
}
