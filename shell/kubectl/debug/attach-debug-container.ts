import { followObject } from '../client/follow-object.ts';
import { KubectlError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, nameOf, namespaceOf, recordAt, recordsAt, stringAt } from '../json.ts';
import { attachOrLogs, logOf } from '../resources/attachment.ts';
import type { Session } from '../session.ts';

const STATUSES = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];

const statusOf = (pod: JsonObject, container: string): JsonObject | undefined =>
  STATUSES.flatMap((field) => recordsAt(pod, 'status', field)).find((status) => status['name'] === container);

/** Waits until the container runs or has ended, then joins it or shows what it said. */
export async function attachDebugContainer(session: Session, pod: JsonObject, container: string): Promise<void> {
  const { flags } = session;
  const current = await interruptible(session.process, () => started(session, pod, container));
  if (recordAt(statusOf(current, container), 'state', 'terminated')) return logOf(session, current, container);
  const options = {
    container,
    stdin: flags.boolean('stdin'),
    tty: flags.boolean('tty'),
    quiet: flags.boolean('quiet'),
  };
  await attachOrLogs(session, current, options);
}

async function started(session: Session, pod: JsonObject, container: string): Promise<JsonObject> {
  const resource = await session.resource('pods');
  const target = { resource, namespace: namespaceOf(pod), name: nameOf(pod), object: pod, source: '' };
  let result = pod;
  await followObject(session, target, 0, '', async (seen) => {
    if (!seen) throw new KubectlError('Error from server (NotFound): pods "" not found');
    result = seen;
    const state = recordAt(statusOf(seen, container), 'state');
    const message = stringAt(state, 'waiting', 'message');
    if (message && !session.flags.boolean('quiet'))
      await session.error(`Warning: container ${container}: ${message}\n`);
    return Boolean(recordAt(state, 'running') || recordAt(state, 'terminated'));
  });
  return result;
}
