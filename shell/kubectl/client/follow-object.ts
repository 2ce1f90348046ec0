import { isNotFound, KubectlError } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { getTarget, type Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import { pathOf } from './resource-mapper.ts';
import { watchEvents } from './watch.ts';

/**
 * The object now and after each change, null when it is gone, until `seen` says it is enough.
 * `timeoutMs` 0 waits for ever.
 */
export async function followObject(
  session: Session,
  target: Target,
  timeoutMs: number,
  timeoutText: string,
  seen: (object: JsonObject | null) => Promise<boolean>,
): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  session.process.signal.addEventListener('abort', stop, { once: true });
  const cancel = timeoutMs > 0 ? session.machine.clock.schedule(timeoutMs, stop) : () => {};
  try {
    const collection = await session.client.json({
      path: pathOf(target.resource, target.namespace),
      query: { fieldSelector: `metadata.name=${target.name}` },
    });
    const current = await getTarget(session, target).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (await seen(current)) return;
    const events = watchEvents(
      session,
      pathOf(target.resource, target.namespace),
      'application/json',
      {
        fieldSelector: `metadata.name=${target.name}`,
        resourceVersion: stringAt(collection, 'metadata', 'resourceVersion'),
      },
      controller.signal,
    );
    for await (const event of events) {
      if (event.type === 'BOOKMARK') continue;
      if (await seen(event.type === 'DELETED' ? null : event.object)) return;
    }
  } catch (error) {
    if (!controller.signal.aborted || session.process.signal.aborted) throw error;
    throw new KubectlError(timeoutText);
  } finally {
    cancel();
    session.process.signal.removeEventListener('abort', stop);
  }
}
