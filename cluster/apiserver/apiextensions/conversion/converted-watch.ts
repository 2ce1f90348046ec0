import type { WatchEvent } from '../../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { StatusError } from '../../errors.ts';
import { type WatchHandle, watch } from '../../operations/watch.ts';
import { storageName } from '../../registry.ts';
import type { ResourceRequest, ServerState } from '../../resource-request.ts';
import type { StoredEvent } from '../../store/journal.ts';
import type { WebhookConversion } from './webhook-conversion.ts';

/** A watch whose objects a webhook has to convert: it begins, and goes on with each change, when they have been converted. */
export function watchConverted(
  server: ServerState,
  request: ResourceRequest,
  conversion: WebhookConversion,
  onEvent: (event: WatchEvent) => void,
): WatchHandle {
  const { definition } = request;
  let inner: WatchHandle | undefined;
  let stopped = false;
  const needing = (objects: readonly (KubernetesObject | undefined)[]) =>
    objects.filter((object) => object !== undefined && conversion.needs(object, definition)) as KubernetesObject[];
  const convert = async (objects: readonly KubernetesObject[]) => {
    if (objects.length > 0) await conversion.convert(server, definition, objects);
  };
  const fail = (error: unknown) => {
    if (!(error instanceof StatusError)) throw error;
    if (!stopped) onEvent({ type: 'ERROR', object: error.status as unknown as KubernetesObject });
  };
  const start = () => {
    if (!stopped) inner = watch(server, request, onEvent, inOrder(needing, convert, fail));
  };
  const first = needing([...server.store.list(storageName(definition)), ...past(server, request)]);
  if (first.length === 0) start();
  else void convert(first).then(start).catch(fail);
  return {
    stop: () => {
      stopped = true;
      inner?.stop();
    },
  };
}

/** What the watch is told first when it starts in the past. */
function past(server: ServerState, { definition, query }: ResourceRequest): (KubernetesObject | undefined)[] {
  const from = Number(query.get('resourceVersion') || 0);
  const events = Number.isSafeInteger(from) && from > 0 ? server.store.since(storageName(definition), from) : [];
  return (events ?? []).flatMap(({ object, previous }) => [object, previous]);
}

/** Holds changes back until their objects have been converted; none overtakes another. */
function inOrder(
  needing: (objects: readonly (KubernetesObject | undefined)[]) => KubernetesObject[],
  convert: (objects: readonly KubernetesObject[]) => Promise<void>,
  fail: (error: unknown) => void,
): (event: StoredEvent, forward: (event: StoredEvent) => void) => void {
  let last: Promise<void> | undefined;
  return (event, forward) => {
    const waiting = needing([event.object, event.previous]);
    if (!last && waiting.length === 0) return forward(event);
    const turn: Promise<void> = (last ?? Promise.resolve())
      .then(() => convert(needing([event.object, event.previous])))
      .then(() => forward(event))
      .catch(fail)
      .finally(() => {
        if (last === turn) last = undefined;
      });
    last = turn;
  };
}
