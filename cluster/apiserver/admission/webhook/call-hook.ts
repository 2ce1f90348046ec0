import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { refusals, StatusError } from '../../errors.ts';
import type { ServerState } from '../../resource-request.ts';
import { askWebhook } from '../../webhook/ask-webhook.ts';
import type { AdmissionAttributes } from '../admission-plugin.ts';
import { forbidden } from '../forbidden.ts';
import { evaluateMatchConditions } from '../match-conditions.ts';
import { matchedDefinition, matchesSelectors } from '../match-rules.ts';
import { baseBindings } from '../policy/expression-bindings.ts';
import { BASE_VARIABLES } from '../policy/expression-types.ts';
import { admissionReview, type ReviewVerdict, readVerdict, reviewVersionOf } from './admission-review.ts';
import type { Hook } from './webhook-hooks.ts';

const DEFAULT_TIMEOUT_SECONDS = 10;

/** The webhook could not be asked, or its answer not be understood. `failurePolicy` says what that means. */
class CallFailure extends Error {}

/** The version of the resource that the hook wants to see; undefined when it is not concerned. Refuses by throwing. */
export function concernedDefinition(
  server: ServerState,
  attributes: AdmissionAttributes,
  hook: Hook,
): ResourceDefinition | undefined {
  const matched = matchedDefinition(server, attributes, hook.rules ?? [], hook.matchPolicy);
  if (!matched || !matchesSelectors(server, attributes, hook)) return undefined;
  const { matchConditions = [] } = hook;
  if (matchConditions.length === 0) return matched;
  const result = evaluateMatchConditions(matchConditions, BASE_VARIABLES, baseBindings(server, attributes, matched));
  if (result === 'matches') return matched;
  if (result === 'differs' || hook.failurePolicy === 'Ignore') return undefined;
  throw forbidden(attributes, result.error);
}

/**
 * Asks one webhook. Null: it could not be asked and may be left out (failurePolicy Ignore). Rejects with the refusal
 * (webhook/mutating/dispatcher.go, webhook/validating/dispatcher.go).
 */
export async function callHook(
  server: ServerState,
  attributes: AdmissionAttributes,
  hook: Hook,
  as: ResourceDefinition,
  isMutating: boolean,
): Promise<ReviewVerdict | null> {
  try {
    const verdict = await ask(server, attributes, hook, as, isMutating);
    attributes.request.warnings.push(...verdict.warnings);
    if (!verdict.allowed) throw denied(hook.name, verdict.result);
    return verdict;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (hook.failurePolicy === 'Ignore') return null;
    throw refusals.internal(`failed calling webhook ${JSON.stringify(hook.name)}: ${error.message}`);
  }
}

async function ask(
  server: ServerState,
  attributes: AdmissionAttributes,
  hook: Hook,
  as: ResourceDefinition,
  isMutating: boolean,
): Promise<ReviewVerdict> {
  if (attributes.request.dryRun && hook.sideEffects !== 'None' && hook.sideEffects !== 'NoneOnDryRun') {
    throw refusals.badRequest(`admission webhook ${JSON.stringify(hook.name)} does not support dry run`);
  }
  const version = reviewVersionOf(hook.admissionReviewVersions);
  if (!version) {
    throw new CallFailure(
      'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
    );
  }
  const uid = server.random.uuid();
  const review = admissionReview(attributes, as, version, uid);
  const seconds = hook.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const answer = await failingAs('failed to call webhook', () =>
    askWebhook(server, hook.clientConfig, review, seconds),
  );
  return failingAs('received invalid webhook response', async () => readVerdict(answer, version, uid, isMutating));
}

async function failingAs<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new CallFailure(`${what}: ${error instanceof Error ? error.message : error}`);
  }
}

/** webhook/errors/statuserror.go ToStatusErr. */
function denied(name: string, result: Record<string, unknown>): StatusError {
  const why = `admission webhook ${JSON.stringify(name)} denied the request`;
  const { code, message, reason, status } = result;
  const text = message ? `: ${message}` : reason ? `: ${reason}` : ' without explanation';
  return new StatusError({
    ...result,
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    ...(typeof status === 'string' && status !== '' && status !== 'Success' && { status: status as 'Failure' }),
    message: why + text,
    code: typeof code === 'number' && code >= 400 ? code : 400,
  });
}
