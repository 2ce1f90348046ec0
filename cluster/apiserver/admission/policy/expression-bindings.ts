import { type Authorize, authorizerValue, resourceCheckValue } from '../../../cel/library/authorizer.ts';
import type { UserInfo } from '../../../machinery/api-transport.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { authorize } from '../../authorization/authorize.ts';
import type { ServerState } from '../../resource-request.ts';
import type { AdmissionAttributes } from '../admission-plugin.ts';
import { convertBetween } from '../equivalent-version.ts';
import { operationOptions } from '../operation-options.ts';

export type Bindings = Readonly<Record<string, unknown>>;

/** The values of `BASE_VARIABLES` for one request; `as`: the version of the resource that the rule asked for. */
export function baseBindings(server: ServerState, attributes: AdmissionAttributes, as: ResourceDefinition): Bindings {
  const { request, object, oldObject, kind, name } = attributes;
  const { definition, user } = request;
  const isOwnKind = kind === definition;
  const seen = (value: typeof oldObject) => (value && isOwnKind ? convertBetween(value, definition, as) : value);
  const ask = authorizeFor(server, user);
  const namespace = request.namespace
    ? server.store.get({ resource: 'namespaces', namespace: '', name: request.namespace })
    : undefined;
  return {
    object: seen(object),
    oldObject: seen(oldObject),
    request: requestValue(attributes, as),
    namespaceObject: namespace ?? null,
    authorizer: authorizerValue(ask),
    'authorizer.requestResource': resourceCheckValue(ask, {
      group: definition.group,
      resource: definition.plural,
      subresource: request.subresource,
      namespace: request.namespace,
      name,
    }),
  };
}

function requestValue(attributes: AdmissionAttributes, as: ResourceDefinition): unknown {
  const { request, operation, kind, name } = attributes;
  const { definition, subresource, user } = request;
  const kindOf = (of: AdmissionAttributes['kind']) => ({ group: of.group, version: of.version, kind: of.kind });
  const resourceOf = (of: ResourceDefinition) => ({ group: of.group, version: of.version, resource: of.plural });
  const isNamespace = definition.group === '' && definition.plural === 'namespaces';
  return {
    kind: kindOf(kind === definition ? as : kind),
    resource: resourceOf(as),
    subResource: subresource,
    requestKind: kindOf(kind),
    requestResource: resourceOf(definition),
    requestSubResource: subresource,
    name,
    namespace: isNamespace ? name : request.namespace,
    operation,
    userInfo: { username: user.name, uid: user.uid ?? '', groups: user.groups, extra: user.extra ?? {} },
    dryRun: request.dryRun,
    options: operationOptions(attributes),
  };
}

/** Selectors only narrow what is asked for, and no rule of RBAC looks at them. */
function authorizeFor(server: ServerState, requester: UserInfo): Authorize {
  return ({ serviceAccount, path, verb, group, resource, subresource, namespace, name }) => {
    const user = serviceAccount ? serviceAccountUser(serviceAccount) : requester;
    const attributes =
      path === undefined ? { verb, group, version: '*', resource, subresource, namespace, name } : { verb, path };
    const { decision, reason, evaluationError = '' } = authorize(server, user, attributes);
    return { allowed: decision === 'allow', reason, error: evaluationError };
  };
}

function serviceAccountUser({ namespace, name }: { namespace: string; name: string }): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}
