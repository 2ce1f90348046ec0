import { createCluster } from '../../../cluster/create-cluster.ts';
import { VirtualClock } from '../../../cluster/machinery/virtual-clock.ts';
import type { StartState } from '../../labs/lab.ts';
import { HostedCluster } from './hosted-cluster.ts';

/** What a cluster loads when it is first used. Reading it takes no virtual time, so it is there before the clock runs. */
function loadLazily(): Promise<unknown> {
  return Promise.all([
    import('../../../cluster/kube-proxy/ipvs/ipvs-plane.ts'),
    import('../../../cluster/kube-proxy/ipvs/remove-ipvs.ts'),
    import('../../../cluster/kube-proxy/nftables/nftables-plane.ts'),
    import('../../../cluster/kube-proxy/nftables/remove-nftables.ts'),
    import('../../../cluster/network/nftables/nftables-for.ts'),
    import('reflect-metadata').then(() => import('@peculiar/x509')),
  ]);
}

/** A cluster in this thread whose time jumps ahead whenever nothing else can happen: minutes pass in milliseconds. */
export async function startVirtualCluster(start: StartState, seed = 1): Promise<HostedCluster> {
  await loadLazily();
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
