import { sleep } from '../../../cluster/machinery/clock.ts';
import { followObject } from '../client/follow-object.ts';
import { boolean, duration, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import type { JsonObject } from '../json.ts';
import { report } from '../printers/output.ts';
import { SELECTION_FLAGS, select } from '../resources/selected.ts';
import { getTarget, type Target } from '../resources/target.ts';
import { parseCondition, type WaitCondition } from '../resources/wait-conditions.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** How often kubectl looks for something that is to be created. */
const CREATE_POLL_MS = 500;

export const wait: Verb = {
  name: 'wait',
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: {
    ...SELECTION_FLAGS,
    'allow-missing-template-keys': boolean(undefined, true),
    for: string(),
    local: boolean(),
    output: string('o'),
    'show-managed-fields': boolean(),
    template: string(),
    timeout: duration('30s'),
  },
  run: async (session, args) => {
    const condition = parseCondition(session.flags.string('for'));
    const limitMs = session.flags.duration('timeout');
    const deadline = session.now() + (limitMs < 0 ? WEEK_MS : limitMs);
    if (condition.kind === 'create') await waitForCreation(session, args, deadline);
    const isDelete = condition.kind === 'delete';
    const { targets, errors } = await select(session, args, { fetch: true });
    const failures: unknown[] = isDelete ? errors.filter((error) => !isNotFound(error)) : [...errors];
    if (failures.length > 0) throwAll(failures);
    for (const target of targets) {
      try {
        const object = await waitFor(session, target, condition, deadline);
        await report(session, object, 'condition met', target.resource);
      } catch (error) {
        failures.push(error);
      }
    }
    throwAll(failures);
    if (targets.length === 0 && !isDelete) throw new KubectlError('error: no matching resources found');
    return 0;
  },
};

async function waitForCreation(session: Session, args: readonly string[], deadline: number): Promise<void> {
  for (;;) {
    const { targets, errors } = await select(session, args, { fetch: true });
    const others = errors.filter((error) => !isNotFound(error));
    if (others.length > 0) throwAll(others);
    if (targets.length > 0 && errors.length === 0) return;
    if (session.now() + CREATE_POLL_MS > deadline) throw new KubectlError('error: timed out waiting for the condition');
    await sleep(session.machine.clock, CREATE_POLL_MS, session.process.signal);
  }
}

/** The object in which the condition holds. */
async function waitFor(
  session: Session,
  target: Target,
  condition: WaitCondition,
  deadline: number,
): Promise<JsonObject> {
  const name = `${target.resource.name}/${target.name}`;
  let result = target.object ?? {};
  if (condition.kind === 'create') return result;
  const current = await getTarget(session, target).catch((error: unknown) => {
    if (isNotFound(error) && condition.kind === 'delete') return null;
    throw error;
  });
  if (!current) return result;
  const isMet = (object: JsonObject) => condition.kind === 'state' && condition.holds(object);
  if (session.flags.duration('timeout') === 0) {
    if (isMet(current)) return current;
    throw new KubectlError(`error: condition not met for ${name}`);
  }
  const late = `error: timed out waiting for the condition on ${name}`;
  if (session.now() >= deadline) throw new KubectlError(late);
  const follow = () =>
    followObject(session, target, deadline - session.now(), late, async (object) => {
      if (condition.kind === 'delete') return object === null;
      if (object === null) return false;
      result = object;
      return isMet(object);
    });
  await interruptible(session.process, follow);
  return result;
}
