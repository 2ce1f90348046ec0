import { createCluster } from '../../../cluster/create-cluster.ts';
import { VirtualClock } from '../../../cluster/machinery/virtual-clock.ts';
import type { StartState } from '../../labs/lab.ts';
import { HostedCluster } from './hosted-cluster.ts';

/** A cluster in this thread whose time jumps ahead whenever nothing else can happen: minutes pass in milliseconds. */
export async function startVirtualCluster(start: StartState, seed = 1): Promise<HostedCluster> {
  const clock = new VirtualClock();
  const stopClock = clock.runFreely();
  const cluster = await HostedCluster.start({
    createCluster,
    clock,
    seed,
    pace: 'instant',
    start,
    notice: () => {},
    // In a proof, a programmer error is a failure.
    logger: {
      error: (details, message) => {
        throw new Error(`${message} ${JSON.stringify(details)}`);
      },
    },
  });
  const close = cluster.close.bind(cluster);
  return Object.assign(cluster, {
    close: async () => {
      await close();
      stopClock();
    },
  });
}
