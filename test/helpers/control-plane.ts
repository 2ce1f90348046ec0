import { createApiServer } from '../../cluster/apiserver/api-server.ts';
import { Activity } from '../../cluster/client/activity.ts';
import type { Client } from '../../cluster/client/client.ts';
import { createClient } from '../../cluster/client/create-client.ts';
import { createInformerFactory, type InformerFactory } from '../../cluster/client/informer-factory.ts';
import { startControllers } from '../../cluster/controllers/start-controllers.ts';
import type { ApiTransport } from '../../cluster/machinery/api-transport.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { resourceDefinitions } from '../../cluster/resources/resource-table.ts';

/** API server, informers and all controllers on a virtual clock. Reconcile failures fail the test. */
export interface ControlPlane {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly activity: Activity;
  readonly transport: ApiTransport;
  readonly informers: InformerFactory;
  /** As a cluster administrator. */
  readonly client: Client;
  /** Messages of failed reconciles. */
  readonly errors: unknown[];
  start(): Promise<void>;
  /** All queues are empty; throws what a reconcile threw meanwhile. */
  settled(): Promise<void>;
}

export function createControlPlane(
  seed = 1,
  options: { readonly authority?: { readonly certificate: string; readonly key: string } } = {},
): ControlPlane {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const activity = new Activity(clock);
  const errors: unknown[] = [];
  const { transport, secretToken } = createApiServer({
    clock,
    random,
    authenticate: () => undefined,
    kubeletOf: () => undefined,
    onError: (error) => errors.push(error),
  });
  const user = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
  const client = createClient({ transport, user, userAgent: 'kubectl/v1.34.4' });
  const informers = createInformerFactory({ client, clock });
  const resources = resourceDefinitions
    .filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'))
    .map(({ group, version, plural, kind, namespaced }) => ({ group, version, resource: plural, kind, namespaced }));
  const settled = async () => {
    await activity.settled();
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('\n'));
  };
  return {
    clock,
    random,
    activity,
    transport,
    informers,
    client,
    errors,
    settled,
    start: async () => {
      startControllers({
        transport,
        informers,
        clock,
        random,
        activity,
        resources,
        rootCertificate: 'TEST CA',
        ...(options.authority && { authority: options.authority }),
        signToken: secretToken,
        logger: { error: (_message, error) => errors.push(error) },
      });
      await informers.start();
      await settled();
    },
  };
}
