import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { finish, type Steps } from '../steps.ts';
import type { AdmissionAttributes, AdmissionOperation } from './admission-plugin.ts';

/** `kind` of a request that reads or writes the resource's own kind is the definition's. */
export function attributesOf(
  operation: AdmissionOperation,
  request: ResourceRequest,
  object: MutableObject | null,
  oldObject: KubernetesObject | null,
  kind: AdmissionAttributes['kind'] = request.definition,
): AdmissionAttributes {
  const name = request.name || String(oldObject?.metadata.name ?? object?.metadata?.name ?? '');
  return { operation, request, name, kind, object, oldObject, wantsReinvocation: false, isReinvocation: false };
}

/** The first phase: every plugin that may change the object, in order; once more when a webhook did (admission/reinvocation.go). */
export function* admitMutating(server: ServerState, attributes: AdmissionAttributes): Steps<void> {
  yield* mutateOnce(server, attributes);
  if (!attributes.wantsReinvocation) return;
  attributes.isReinvocation = true;
  yield* mutateOnce(server, attributes);
}

function* mutateOnce(server: ServerState, attributes: AdmissionAttributes): Steps<void> {
  for (const plugin of server.admission) {
    const steps = plugin.mutate?.(attributes, server);
    if (steps) yield* steps;
  }
}

/** The second phase: the object is what will be stored. */
export function* admitValidating(server: ServerState, attributes: AdmissionAttributes): Steps<void> {
  for (const plugin of server.admission) {
    const steps = plugin.validate?.(attributes, server);
    if (steps) yield* steps;
  }
}

/** Both phases for what is not stored: a deletion, a connection, a subresource that only acts. */
export function* admit(server: ServerState, attributes: AdmissionAttributes): Steps<void> {
  yield* admitMutating(server, attributes);
  yield* admitValidating(server, attributes);
}

/**
 * exec, attach, port-forward and proxy, before the connection is opened. `options` is what the query says, as a
 * PodExecOptions (PodAttachOptions, PodPortForwardOptions, PodProxyOptions …) object. Throws the refusal.
 */
export function admitConnect(
  server: ServerState,
  request: ResourceRequest,
  options: MutableObject,
): void | Promise<void> {
  const kind = { group: '', version: 'v1', kind: options.kind };
  return finish(admit(server, attributesOf('CONNECT', request, options, null, kind)));
}
