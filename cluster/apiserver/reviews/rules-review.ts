import type { MutableObject } from '../../resources/resource-definition.ts';
import { aggregate } from '../authorization/authorize.ts';
import { nodeOf } from '../authorization/node-authorizer.ts';
import { grantsOf } from '../authorization/rule-resolver.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';

/** `kubectl auth can-i --list` (pkg/registry/authorization/selfsubjectrulesreview). */
export function reviewOwnRules(server: ServerState, { user }: ResourceRequest, object: MutableObject): object {
  const spec = isMap(object['spec']) ? object['spec'] : {};
  if (typeof spec.namespace !== 'string' || spec.namespace === '') throw refusals.badRequest('no namespace on request');
  const grants = [...grantsOf(server.store, user, spec.namespace)];
  const rules = grants.flatMap((grant) => grant.rules);
  const isNode = nodeOf(user) !== null;
  const unresolved = grants.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const errors = isNode ? ['node authorizer does not support user rule resolution'] : [];
  if (unresolved.length > 0) errors.push(aggregate(unresolved));
  return {
    resourceRules: rules
      .filter(({ resources }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        ...(apiGroups.length > 0 && { apiGroups }),
        resources,
        ...(resourceNames.length > 0 && { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: isNode,
    ...(errors.length > 0 && { evaluationError: aggregate(errors) }),
  };
}
