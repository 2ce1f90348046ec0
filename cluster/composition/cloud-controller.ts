import type { Client } from '../client/client.ts';
import { createEventRecorder } from '../client/events.ts';
import type { CloudProvider } from '../cloud/service-controller/cloud-provider.ts';
import { ControllerLog } from '../cloud/service-controller/controller-log.ts';
import { startServiceController } from '../cloud/service-controller/service-controller.ts';
import type { ClusterOptions } from '../cluster.ts';
import { logLine } from '../images/http-service.ts';
import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import type { ControlPlane } from './control-plane.ts';

/** What a cloud controller manager's provider gets of the process that it runs in. */
export interface ControllerSurroundings {
  readonly client: Client;
  readonly log: ControllerLog;
  /** Ends when the process does. */
  readonly signal: AbortSignal;
}

export interface CloudController {
  /** Its service account in kube-system and its program: `hws-cloudprovider`. */
  readonly name: string;
  readonly cluster: ClusterOptions;
  readonly controlPlane: ControlPlane;
  provider(surroundings: ControllerSurroundings): CloudProvider;
}

/**
 * A cloud controller manager's image: its main process looks after Services of type LoadBalancer for as long as it runs.
 * It waits for `connected`, which is there when the cloud is.
 */
export function createCloudControllerImage(
  image: Pick<Image, 'repository' | 'tags' | 'sizeBytes'>,
  program: string,
  connected: Promise<CloudController>,
): Image {
  return {
    ...image,
    entrypoint: [`/${program}`],
    programPaths: [`/${program}`],
    distroless: true,
    programs: { [program]: async (process) => run(process, await connected) },
  };
}

async function run(process: Process, { name, cluster, controlPlane, provider }: CloudController): Promise<number> {
  const { clock, logger } = cluster;
  const { informers, activity } = controlPlane;
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];
  const client = controlPlane.clientOf({ name: `system:serviceaccount:kube-system:${name}`, groups }, name);
  const log = (line: string) => logLine(process, line);
  const end = new AbortController();
  const stop = startServiceController({
    provider: provider({ client, log: new ControllerLog(clock, log), signal: end.signal }),
    client,
    informers,
    clock,
    activity,
    log,
    events: createEventRecorder({ client, clock, activity, source: { component: 'service-controller' } }),
    onError: (error) => logger.error({ err: error }, name),
  });
  await ended(process);
  stop();
  end.abort();
  return 0;
}
