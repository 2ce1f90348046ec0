import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { StatusError } from '../../errors.ts';
import type { ServerState } from '../../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission-plugin.ts';
import { forbidden } from '../forbidden.ts';
import { isExempt, matchedDefinition, matchesSelectors } from '../match-rules.ts';
import { type Denial, evaluatePolicy } from './evaluate-policy.ts';
import { baseBindings } from './expression-bindings.ts';
import { ConfigurationError, collectParams } from './policy-params.ts';
import type { MatchResources, Policy, PolicyBinding } from './policy-types.ts';

const GROUP = 'admissionregistration.k8s.io';
const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

/** A reason against the request, and who gives it. */
interface Refusal {
  readonly policy: string;
  /** '' when the policy itself is at fault. */
  readonly binding: string;
  readonly denial: Pick<Denial, 'message' | 'reason'>;
}

/** ValidatingAdmissionPolicies with their bindings (policy/validating/dispatcher.go Dispatch). */
export const validatingPolicies: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(attributes, server) {
    const policies = server.store.list(`${GROUP}/validatingadmissionpolicies`);
    if (policies.length === 0 || isExempt(attributes)) return;
    const bindings = server.store.list(`${GROUP}/validatingadmissionpolicybindings`);
    const refusals = policies.flatMap((policy) => {
      const own = bindings.filter((binding) => (binding as PolicyBinding).spec.policyName === policy.metadata.name);
      return own.length === 0 ? [] : refusalsOf(server, attributes, policy as Policy, own as PolicyBinding[]);
    });
    const [first] = refusals;
    if (first) throw denied(attributes, first);
  },
};

function refusalsOf(
  server: ServerState,
  attributes: AdmissionAttributes,
  policy: Policy,
  bindings: readonly PolicyBinding[],
): Refusal[] {
  const as = matches(server, attributes, policy.spec.matchConstraints ?? {});
  if (!as) return [];
  const base = baseBindings(server, attributes, as);
  return bindings.flatMap((binding) => {
    const { matchResources, paramRef } = binding.spec;
    if (matchResources && !matches(server, attributes, matchResources)) return [];
    let params: (KubernetesObject | null)[];
    try {
      params = collectParams(server, policy.spec.paramKind, paramRef, attributes.request.namespace);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      if (policy.spec.failurePolicy === 'Ignore') return [];
      return [refusal(policy, binding, { message: `failed to configure binding: ${error.message}`, reason: '' })];
    }
    return params
      .flatMap((param) => evaluatePolicy(policy, base, param, server.clock.now()))
      .flatMap((denial) => act(attributes, policy, binding, denial));
  });
}

/** Warn and Audit let the request pass. */
function act(attributes: AdmissionAttributes, policy: Policy, binding: PolicyBinding, denial: Denial): Refusal[] {
  const actions = binding.spec.validationActions ?? [];
  if (actions.includes('Warn')) {
    attributes.request.warnings.push(
      `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${denial.message}`,
    );
  }
  return actions.includes('Deny') ? [refusal(policy, binding, denial)] : [];
}

function refusal(policy: Policy, binding: PolicyBinding, denial: Refusal['denial']): Refusal {
  return { policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? '', denial };
}

/** The version of the resource that the rules ask for; undefined when they do not concern the request. */
function matches(
  server: ServerState,
  attributes: AdmissionAttributes,
  { resourceRules, excludeResourceRules = [], matchPolicy, ...selectors }: MatchResources,
): ResourceDefinition | undefined {
  if (excludeResourceRules.length > 0 && matchedDefinition(server, attributes, excludeResourceRules, matchPolicy)) {
    return undefined;
  }
  const matched =
    resourceRules && resourceRules.length > 0
      ? matchedDefinition(server, attributes, resourceRules, matchPolicy)
      : attributes.request.definition;
  return matched && matchesSelectors(server, attributes, selectors) ? matched : undefined;
}

function denied(attributes: AdmissionAttributes, { policy, binding, denial }: Refusal): StatusError {
  const who = `ValidatingAdmissionPolicy '${policy}'${binding ? ` with binding '${binding}'` : ''}`;
  const message = `${who} denied request: ${denial.message}`;
  const { status } = forbidden(attributes, message);
  const reason = denial.reason || 'Invalid';
  const details = { ...status.details, causes: [...(status.details?.causes ?? []), { message }] };
  return new StatusError({ ...status, reason, details, code: CODES[reason] ?? 500 });
}
