import type { MutableObject, ResourceDefinition } from '../../../resources/resource-definition.ts';
import { refusals, StatusError } from '../../errors.ts';
import { copyJson, isMap } from '../../json.ts';
import { applyJsonPatch } from '../../patch/json-patch.ts';
import type { ServerState } from '../../resource-request.ts';
import { type Steps, waitFor } from '../../steps.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission-plugin.ts';
import { convertBetween } from '../equivalent-version.ts';
import { isExempt } from '../match-rules.ts';
import { callHook, concernedDefinition } from './call-hook.ts';
import { type Hook, hooksOf } from './webhook-hooks.ts';

/** What the first round leaves for the second (webhook/mutating/reinvocationcontext.go). */
interface Reinvocation {
  /** Called already, and to be called again when somebody changes the object after them. */
  readonly called: Set<Hook>;
  readonly again: Set<Hook>;
  lastOutput: string;
}

const reinvocations = new WeakMap<AdmissionAttributes, Reinvocation>();

/** Asks the mutating webhooks one after another, each with what those before it made of the object. */
export const mutatingWebhooks: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  mutate(attributes, server) {
    const hooks = hooksOf(server, 'mutatingwebhookconfigurations');
    if (hooks.length > 0 && !isExempt(attributes)) return mutateBy(hooks, attributes, server);
  },
};

function* mutateBy(hooks: readonly Hook[], attributes: AdmissionAttributes, server: ServerState): Steps<void> {
  const state = reinvocationOf(attributes);
  if (attributes.isReinvocation && JSON.stringify(attributes.object) !== state.lastOutput) callAgain(state);
  for (const hook of hooks) {
    const as = concernedDefinition(server, attributes, hook);
    if (!as || (attributes.isReinvocation && !state.again.has(hook))) continue;
    const verdict = yield* waitFor(callHook(server, attributes, hook, as, true));
    if (verdict && changes(server, attributes, hook, as, verdict.patch)) {
      callAgain(state);
      attributes.wantsReinvocation = true;
    }
    if (hook.reinvocationPolicy === 'IfNeeded') state.called.add(hook);
  }
  state.lastOutput = JSON.stringify(attributes.object);
}

function reinvocationOf(attributes: AdmissionAttributes): Reinvocation {
  const known = reinvocations.get(attributes) ?? { called: new Set(), again: new Set(), lastOutput: '' };
  reinvocations.set(attributes, known);
  return known;
}

function callAgain({ called, again }: Reinvocation): void {
  for (const hook of called) again.add(hook);
  called.clear();
}

/** Applies a hook's patch. True when that made a difference. */
function changes(
  server: ServerState,
  attributes: AdmissionAttributes,
  hook: Hook,
  as: ResourceDefinition,
  patch: unknown,
): boolean {
  const { object, kind, request } = attributes;
  if (!Array.isArray(patch) || patch.length === 0) return false;
  if (!object) {
    throw refusals.internal(
      `admission webhook ${JSON.stringify(hook.name)} attempted to modify the object, which is not supported for this operation`,
    );
  }
  const isOwnKind = kind === request.definition;
  const before = isOwnKind ? convertBetween(object, request.definition, as) : object;
  const after = patched(before, patch);
  const changed = JSON.stringify(after) !== JSON.stringify(before);
  attributes.object = isOwnKind ? decoded(server, attributes, as, after) : after;
  return changed;
}

function patched(object: unknown, patch: readonly unknown[]): MutableObject {
  let result: unknown;
  try {
    result = copyJson(applyJsonPatch(object, patch));
  } catch (error) {
    if (error instanceof StatusError) throw refusals.internal(error.message);
    throw error;
  }
  if (!isMap(result) || !isMap(result.metadata) || typeof result.kind !== 'string') {
    throw refusals.internal("Object 'Kind' is missing in the patched object");
  }
  return result as MutableObject;
}

/** Unknown fields go, defaults come, and the object is the request's version again. */
function decoded(
  server: ServerState,
  { request }: AdmissionAttributes,
  as: ResourceDefinition,
  object: MutableObject,
): MutableObject {
  const lenient = { ...request, definition: as, query: new URLSearchParams('fieldValidation=Ignore') };
  const known = server.wireCheck(object, lenient, 'body');
  as.defaults?.(known);
  return convertBetween(known, as, request.definition) as MutableObject;
}
