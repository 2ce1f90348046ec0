import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { matchesSelector } from '../../../machinery/label-selector.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { inVersion } from '../../operations/get.ts';
import { apiVersionOf, storageName } from '../../registry.ts';
import type { ServerState } from '../../resource-request.ts';
import type { ParamRef, Policy } from './policy-types.ts';

/** A policy or binding that cannot be evaluated as it is written. */
export class ConfigurationError extends Error {}

/**
 * The objects a binding evaluates its policy with, once each; null: without parameters (policy/generic/policy_dispatcher.go
 * CollectParams). Throws `ConfigurationError`.
 */
export function collectParams(
  server: ServerState,
  paramKind: Policy['spec']['paramKind'],
  paramRef: ParamRef | undefined,
  namespace: string,
): (KubernetesObject | null)[] {
  if (!paramKind || !paramRef) return [null];
  const definition = definitionOf(server, paramKind);
  if (!definition) throw new ConfigurationError(`paramKind kind \`${apiVersionKind(paramKind)}\` not known`);
  const from = paramNamespace(definition, paramRef, namespace);
  const found = paramRef.selector
    ? server.store
        .list(storageName(definition), from)
        .filter((object) => matchesSelector(paramRef.selector, object.metadata.labels ?? {}))
    : [server.store.get({ resource: storageName(definition), namespace: from, name: paramRef.name ?? '' })];
  const params = found.flatMap((object) => (object ? [inVersion(object, definition)] : []));
  if (params.length === 0 && paramRef.parameterNotFoundAction !== 'Allow') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return params;
}

function definitionOf(
  server: ServerState,
  { apiVersion, kind }: NonNullable<Policy['spec']['paramKind']>,
): ResourceDefinition | undefined {
  return server.registry.definitions.find(
    (definition) => definition.kind === kind && apiVersionOf(definition) === apiVersion,
  );
}

function apiVersionKind({ apiVersion, kind }: NonNullable<Policy['spec']['paramKind']>): string {
  return `${apiVersion}, Kind=${kind}`;
}

function paramNamespace({ namespaced }: ResourceDefinition, { namespace = '' }: ParamRef, requested: string): string {
  if (!namespaced) {
    if (namespace) {
      throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
    }
    return '';
  }
  const from = namespace || requested;
  if (from === '') throw new ConfigurationError("can't use namespaced paramRef to match cluster-scoped resources");
  return from;
}
