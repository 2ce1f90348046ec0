import { followObject } from '../client/follow-object.ts';
import { kindName } from '../client/resource-mapper.ts';
import { boolean, duration, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll } from '../errors.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { evaluateJsonPath, formatValue, parseJsonPath, relaxed } from '../printers/jsonpath.ts';
import { SELECTION_FLAGS, select } from '../resources/selected.ts';
import { getTarget, type Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const wait: Verb = {
  name: 'wait',
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: { ...SELECTION_FLAGS, for: string(), local: boolean(), output: string('o'), timeout: duration('30s') },
  run: async (session, args) => {
    const condition = parseCondition(session.flags.string('for'));
    const { targets, errors } = await select(session, args, { fetch: condition.kind === 'state' });
    const gone = condition.kind === 'delete' && errors.every(isNotFound);
    if (errors.length > 0 && !gone) throwAll(errors);
    if (targets.length === 0) {
      if (condition.kind === 'delete') return 0;
      throw new KubectlError('error: no matching resources found');
    }
    const failures: unknown[] = [];
    const deadline = session.now() + limitOf(session);
    for (const target of targets) {
      try {
        if (condition.kind === 'delete' && (await isGone(session, target))) continue;
        await waitFor(session, target, condition, Math.max(1, deadline - session.now()));
      } catch (error) {
        failures.push(error);
      }
    }
    throwAll(failures);
    return 0;
  },
};

function isGone(session: Session, target: Target): Promise<boolean> {
  return getTarget(session, target).then(
    () => false,
    (error: unknown) => {
      if (isNotFound(error)) return true;
      throw error;
    },
  );
}

/** A negative timeout is a week. */
function limitOf(session: Session): number {
  const limit = session.flags.duration('timeout');
  return limit < 0 ? 7 * 24 * 3_600_000 : limit;
}

type Condition =
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  | { readonly kind: 'state'; readonly holds: (object: JsonObject) => boolean };

function parseCondition(text: string): Condition {
  if (text.toLowerCase() === 'delete') return { kind: 'delete' };
  if (text.toLowerCase() === 'create') return { kind: 'create' };
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice('condition='.length).split('=');
    return { kind: 'state', holds: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw new KubectlError(`error: unrecognized condition: "${text}"`);
}

function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const condition = recordsAt(object, 'status', 'conditions').find(
    (item) => stringAt(item, 'type').toLowerCase() === name.toLowerCase(),
  );
  if (!condition || stringAt(condition, 'status').toLowerCase() !== value.toLowerCase()) return false;
  const generation = Number(stringAt(object, 'metadata', 'generation') || 0);
  const observed = Number(
    stringAt(condition, 'observedGeneration') || stringAt(object, 'status', 'observedGeneration') || generation,
  );
  return observed >= generation;
}

function jsonPathCondition(text: string): Condition {
  const equals = text.lastIndexOf('}=') >= 0 ? text.lastIndexOf('}=') + 1 : -1;
  const expression = equals < 0 ? text : text.slice(0, equals);
  const wanted = equals < 0 ? null : text.slice(equals + 1).replace(/^(['"])(.*)\1$/, '$2');
  const path = parseJsonPath(relaxed(expression.replace(/^(['"])(.*)\1$/, '$2')));
  return {
    kind: 'state',
    holds: (object) => {
      const values = evaluateJsonPath(path, object, true);
      return wanted === null ? values.length > 0 : values.some((value) => formatValue(value) === wanted);
    },
  };
}

async function waitFor(session: Session, target: Target, condition: Condition, limitMs: number): Promise<void> {
  const name = `${kindName(target.resource)}/${target.name}`;
  const late = `error: timed out waiting for the condition on ${target.resource.name}/${target.name}`;
  await followObject(session, target, limitMs, late, async (object) => {
    if (condition.kind === 'delete') return object === null;
    if (condition.kind === 'create') return object !== null;
    if (object === null)
      throw new KubectlError(`Error from server (NotFound): ${target.resource.name} "${target.name}" not found`);
    return condition.holds(object);
  });
  await session.print(`${name} condition met\n`);
}
