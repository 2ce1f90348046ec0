import { type ApiServer, createApiServer, type ServiceAccountTokenOrder } from '../apiserver/api-server.ts';
import type { Dial } from '../apiserver/http/http-options.ts';
import type { WebhookCaller } from '../apiserver/webhook/webhook-caller.ts';
import { Activity } from '../client/activity.ts';
import type { Client } from '../client/client.ts';
import { createClient } from '../client/create-client.ts';
import { createInformerFactory, type InformerFactory } from '../client/informer-factory.ts';
import type { ClusterOptions } from '../cluster.ts';
import type { ManagedResource } from '../controllers/controller.ts';
import { startControllers } from '../controllers/start-controllers.ts';
import type { ApiTransport, UserInfo } from '../machinery/api-transport.ts';
import type { KubeletEndpoint } from '../machinery/kubelet-endpoint.ts';
import { resourceDefinitions } from '../resources/resource-table.ts';
import { SYSTEM_OBJECTS, type SystemObject } from './system-objects.ts';

const ADMINISTRATOR: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** The API server, the shared informers and the controllers of one cluster. */
export interface ControlPlane {
  readonly api: ApiServer;
  readonly transport: ApiTransport;
  readonly informers: InformerFactory;
  readonly activity: Activity;
  /** PEM. */
  readonly certificateAuthority: string;
  /** A service account's token for one of its pods. */
  serviceAccountToken(
    namespace: string,
    name: string,
    order?: Pick<ServiceAccountTokenOrder, 'pod' | 'audience' | 'expirationSeconds'>,
  ): string;
  /** A client with an identity of its own. */
  clientOf(user: UserInfo, userAgent: string): Client;
  stop(): void;
}

export interface ControlPlaneOptions {
  readonly cluster: ClusterOptions;
  /** Resources of add-ons that are looked after as the built-in ones are. */
  readonly managed?: readonly ManagedResource[];
  readonly authority: { readonly certificate: string; readonly key: string };
  readonly kubeletOf: (node: string) => KubeletEndpoint | undefined;
  readonly callWebhook: WebhookCaller;
  /** Opens a connection from the API server's node. */
  readonly dial: Dial;
}

/** Informers are not started yet: components ask for theirs first. */
export function createControlPlane({
  cluster,
  managed = [],
  authority,
  kubeletOf,
  callWebhook,
  dial,
}: ControlPlaneOptions): ControlPlane {
  const { clock, random, logger, token, restore } = cluster;
  const api = createApiServer({
    clock,
    random,
    authenticate: (given) => (given === token ? ADMINISTRATOR : undefined),
    kubeletOf,
    callWebhook,
    dial,
    restore: restore?.store,
    onError: (error) => logger.error({ err: error }, 'API server'),
  });
  const { transport } = api;
  const clientOf = (user: UserInfo, userAgent: string) => createClient({ transport, user, userAgent });
  const client = clientOf({ name: 'system:informers', groups: ['system:masters'] }, 'informers');
  const informers = createInformerFactory({ client, clock });
  const activity = new Activity(clock);
  const controllers = startControllers({
    transport,
    informers,
    clock,
    random,
    activity,
    logger: { error: (message, error) => logger.error({ err: error }, message) },
    rootCertificate: authority.certificate,
    authority,
    signToken: (account, secretName) => api.secretToken(account, secretName),
    resources: [...MANAGED_RESOURCES, ...managed],
  });
  const stop = () => {
    controllers.stop();
    informers.stop();
  };
  return {
    api,
    transport,
    informers,
    activity,
    certificateAuthority: authority.certificate,
    serviceAccountToken: (namespace, name, order) => api.serviceAccountToken({ namespace, name, ...order }),
    clientOf,
    stop,
  };
}

const MANAGED_RESOURCES = resourceDefinitions
  .filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'))
  .map(({ group, version, plural, kind, namespaced }) => ({ group, version, resource: plural, kind, namespaced }));

/** What a bare cluster has from the start, asked for as an administrator would. */
export async function createSystemObjects(
  transport: ApiTransport,
  ofAddons: readonly SystemObject[] = [],
): Promise<void> {
  for (const { path, object } of [...SYSTEM_OBJECTS, ...ofAddons]) {
    const { status, body } = await transport.send({
      method: 'POST',
      path,
      body: object,
      user: ADMINISTRATOR,
      userAgent: 'kubeadm',
    });
    if (status >= 400) throw new Error(`${path}: ${JSON.stringify(body)}`);
  }
}
