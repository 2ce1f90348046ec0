import { fileURLToPath } from 'node:url';
import { createCluster } from '../../cluster/create-cluster.ts';
import { RealClock } from '../../cluster/machinery/clock.ts';
import { HostedCluster } from '../../server/drivers/embedded/hosted-cluster.ts';
import type { Lab } from '../../server/labs/lab.ts';
import { readCatalogue, rootsIn } from '../../server/labs/lab-catalogue.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** The first lab: 4 nodes, an ingress, two workloads, a load balancer. */
export function benchLab(): Lab {
  const lab = readCatalogue(rootsIn(root)).find('down-the-rabbit-hole');
  if (!lab) throw new Error('the lab down-the-rabbit-hole cannot be read: npx rabbithole lab lint');
  return lab;
}

/** A cluster in this thread, in the lab's start state, on real time. */
export function startHere(lab: Lab, seed: number): Promise<HostedCluster> {
  return HostedCluster.start({
    createCluster,
    clock: new RealClock(),
    seed,
    pace: 'instant',
    start: lab.start,
    notice: () => {},
    logger: { error: (details, message) => console.error(message, details) },
  });
}
