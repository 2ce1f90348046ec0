import type { ApiResponse, UserInfo } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Random } from '../machinery/random.ts';
import type { MutableObject, ResourceDefinition } from '../resources/resource-definition.ts';
import type { AdmissionPlugin } from './admission/admission-plugin.ts';
import type { CustomRegistry } from './apiextensions/custom-registry.ts';
import type { Delegation } from './authorization/delegate.ts';
import { storageName } from './registry.ts';
import type { ServiceAllocators } from './service-allocators.ts';
import type { Steps } from './steps.ts';
import type { Compaction } from './store/compaction.ts';
import type { ObjectKey } from './store/object-key.ts';
import type { Store } from './store/store.ts';
import type { WebhookCaller } from './webhook/webhook-caller.ts';

/** What all operations work on. */
export interface ServerState {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly compaction: Compaction;
  readonly registry: CustomRegistry;
  readonly allocators: ServiceAllocators;
  /** In the order in which they are asked. */
  readonly admission: readonly AdmissionPlugin[];
  readonly wireCheck: WireCheck;
  /** How webhooks are reached from the API server's machine. */
  readonly callWebhook: WebhookCaller;
  /** Present on an aggregated API server. */
  readonly delegation?: Delegation;
  /** The user of a token that is no service account's. */
  readonly authenticate: (token: string) => UserInfo | undefined;
}

/**
 * What a body from outside must pass: unknown fields, wrong types. Gives the object as a typed
 * server holds it. Refuses by throwing; warnings go into the request.
 */
export type WireCheck = (object: MutableObject, request: ResourceRequest, how: 'body' | 'patched') => MutableObject;

/** One request for a resource, its path and query understood. */
export interface ResourceRequest {
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  /** '' outside namespaces. */
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly contentType: string;
  readonly user: UserInfo;
  readonly userAgent: string;
  readonly dryRun: boolean;
  /** From outside the process: the body has not been checked by a compiler. */
  readonly fromWire: boolean;
  /** Texts for `Warning:` headers, added to on the way. */
  readonly warnings: string[];
}

/** One verb on one resource or subresource. Refuses by throwing. What passes admission is a generator: it may wait. */
export type Operation = (server: ServerState, request: ResourceRequest) => ApiResponse | Steps<ApiResponse>;

export function keyOf(request: ResourceRequest, name: string = request.name): ObjectKey {
  return {
    resource: storageName(request.definition),
    namespace: request.definition.namespaced ? request.namespace : '',
    name,
  };
}

/** metav1.Time: whole seconds. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
