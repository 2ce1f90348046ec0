import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiTransport, UserInfo } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { KubeletEndpoint } from '../machinery/kubelet-endpoint.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Random } from '../machinery/random.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { resourceDefinitions } from '../resources/resource-table.ts';
import type { AdmissionPlugin } from './admission/admission-plugin.ts';
import { ADMISSION_PLUGINS } from './admission/plugins.ts';
import { checkPolicyTypes } from './admission/policy/type-checking.ts';
import { Aggregation } from './aggregation/aggregation.ts';
import { CustomRegistry } from './apiextensions/custom-registry.ts';
import { CustomResources } from './apiextensions/custom-resources.ts';
import { withDefinitionKind } from './apiextensions/kind/definition-kind.ts';
import { API_AUDIENCES } from './authentication/service-account-claims.ts';
import { ADMITTED_EXPIRATION_SECONDS, issueSecretToken, issueToken } from './authentication/token-issuer.ts';
import type { Attributes, Verdict } from './authorization/attributes.ts';
import { authorize } from './authorization/authorize.ts';
import type { Delegation } from './authorization/delegate.ts';
import { bootstrap } from './bootstrap.ts';
import { createHttpHandler } from './http/handler.ts';
import type { Dial } from './http/http-options.ts';
import { createUpgradeHandler } from './http/upgrade.ts';
import { Registry } from './registry.ts';
import { handle, openWatch } from './resource-handler.ts';
import type { ServerState } from './resource-request.ts';
import { ServiceAllocators } from './service-allocators.ts';
import { Compaction } from './store/compaction.ts';
import type { StoreSnapshot } from './store/snapshot.ts';
import { type SnapshotOptions, Store } from './store/store.ts';
import { unreachable, type WebhookCaller } from './webhook/webhook-caller.ts';
import { checkWire } from './wire-check.ts';

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: every built-in kind. */
  readonly definitions?: readonly ResourceDefinition[];
  readonly authenticate: (token: string) => UserInfo | undefined;
  /** The kubelet that runs a node's pods; undefined when there is no such node. */
  readonly kubeletOf: (nodeName: string) => KubeletEndpoint | undefined;
  /** How webhooks are reached from the API server's machine; absent: they are not. */
  readonly callWebhook?: WebhookCaller;
  /** Opens a connection from the API server's node, for `proxy` subresources and webhooks; absent: there is no network. */
  readonly dial?: Dial;
  /** Absent: those that are on by default. */
  readonly admission?: readonly AdmissionPlugin[];
  /** Makes it an aggregated API server, which another one stands in front of. */
  readonly delegation?: Delegation;
  /** At least so many changes are kept for watches that start in the past (at most twice as many); absent: 1024. */
  readonly journalLength?: number;
  /** Begins as it was then, instead of anew. */
  readonly restore?: StoreSnapshot | undefined;
  /** Told of faults that are the server's own. */
  readonly onError?: (error: unknown) => void;
}

export interface ApiServer {
  /** For the cluster's own components: nothing is serialised. */
  readonly transport: ApiTransport;
  /** Serves one HTTP request. `path` is the URL without the prefix it is served under. */
  handleRequest(request: IncomingMessage, response: ServerResponse, path?: string): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, path?: string): void;
  /** Serves everything below `prefix` (`/k8s/ID`; absent: everything) of an http.Server or https.Server, upgrades included. */
  attach(server: EventEmitter, options?: { readonly prefix?: string }): void;
  /** Serves kinds beside the built-in ones, as an aggregated API server would; each replaces what had its name. */
  serve(definitions: readonly ResourceDefinition[]): void;
  /** Throws a RangeError when the moment is out of the journal's reach. */
  snapshot(options?: SnapshotOptions): StoreSnapshot;
  /** Before anything is served. */
  restore(snapshot: StoreSnapshot): void;
  readyz(): boolean;
  /** Whether a user may do it. */
  authorize(user: UserInfo, attributes: Attributes): Verdict;
  /** A token as the kubelet asks it for a pod's volume. */
  serviceAccountToken(order: ServiceAccountTokenOrder): string;
  /** A token without an end, for a Secret of this name. */
  secretToken(account: KubernetesObject, secretName: string): string;
}

export interface ServiceAccountTokenOrder {
  readonly namespace: string;
  readonly name: string;
  /** '' or absent: this API server. */
  readonly audience?: string;
  /** Absent: what the admission plugin asks for every pod. */
  readonly expirationSeconds?: number;
  /** The name of the pod whose end is the token's, too. */
  readonly pod?: string;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const onError = options.onError ?? rethrow;
  const { clock, random, authenticate, kubeletOf } = options;
  const registry = new CustomRegistry(sharedRegistry(options.definitions ?? resourceDefinitions));
  const server: ServerState = {
    clock,
    random,
    registry,
    compaction: new Compaction(() => clock.now()),
    store: new Store({
      onListenerError: onError,
      now: () => clock.now(),
      ...(options.journalLength !== undefined && { journalLength: options.journalLength }),
    }),
    allocators: new ServiceAllocators(),
    admission: options.admission ?? ADMISSION_PLUGINS,
    wireCheck: checkWire,
    callWebhook: options.callWebhook ?? unreachable,
    authenticate,
    ...(options.delegation && { delegation: options.delegation }),
  };
  const customResources = new CustomResources(server, registry);
  checkPolicyTypes(server);
  if (!options.restore) bootstrap(server);
  const aggregation = new Aggregation(server, { dial: options.dial, onError });
  const restore = (snapshot: StoreSnapshot) => {
    server.store.restore(snapshot);
    server.allocators.rebuild(server.store.list('services'));
    customResources.rebuild();
    aggregation.rebuild();
  };
  if (options.restore) restore(options.restore);
  const http = { kubeletOf, dial: options.dial, aggregation, ready: () => true, onError };
  const handleHttp = createHttpHandler(server, http);
  const handleUpgrade = createUpgradeHandler(server, http);
  const api: ApiServer = {
    transport: createTransport(server),
    handleRequest: (request, response, path = request.url ?? '/') => handleHttp(request, response, path),
    handleUpgrade: (request, socket, head, path = request.url ?? '/') => handleUpgrade(request, socket, head, path),
    attach: (target, { prefix = '' } = {}) => attach(api, target, prefix),
    serve: (definitions) => {
      for (const definition of definitions) registry.set(`${definition.plural}.${definition.group}`, [definition]);
    },
    snapshot: (options) => server.store.snapshot(options),
    restore,
    readyz: () => true,
    authorize: (user, attributes) => authorize(server, user, attributes),
    serviceAccountToken: (order) => serviceAccountToken(server, order),
    secretToken: issueSecretToken,
  };
  return api;
}

function serviceAccountToken(server: ServerState, order: ServiceAccountTokenOrder): string {
  const { namespace, name, audience, expirationSeconds = ADMITTED_EXPIRATION_SECONDS } = order;
  const account = server.store.get({ resource: 'serviceaccounts', namespace, name });
  const pod = order.pod === undefined ? undefined : server.store.get({ resource: 'pods', namespace, name: order.pod });
  return issueToken(server, {
    // An account that has gone meanwhile has no uid: its token is a token that nobody accepts.
    account: account ?? { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name, uid: '' } },
    audiences: audience ? [audience] : API_AUDIENCES,
    expirationSeconds,
    ...(pod && { pod }),
  });
}

const registries = new WeakMap<readonly ResourceDefinition[], Registry>();

/** Built once for all clusters of the process. */
function sharedRegistry(definitions: readonly ResourceDefinition[]): Registry {
  let registry = registries.get(definitions);
  if (!registry) {
    registry = new Registry(withDefinitionKind(definitions));
    registries.set(definitions, registry);
  }
  return registry;
}

function createTransport(server: ServerState): ApiTransport {
  return {
    send: async (request) => handle(server, request, false),
    watch: (request, onEvent) => openWatch(server, request, false, onEvent),
  };
}

function attach(api: ApiServer, http: EventEmitter, prefix: string): void {
  const below = (url: string | undefined) => {
    if (url === undefined || !url.startsWith(prefix)) return null;
    const rest = url.slice(prefix.length);
    return rest === '' || rest.startsWith('/') || rest.startsWith('?') ? rest || '/' : null;
  };
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = below(request.url);
    if (path !== null) api.handleRequest(request, response, path);
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = below(request.url);
    if (path !== null) api.handleUpgrade(request, socket, head, path);
  });
}

function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
