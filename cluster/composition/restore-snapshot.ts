import type { ClusterOptions } from '../cluster.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import { restoreFiles } from '../machinery/file-snapshot.ts';
import type { Machine } from '../machinery/machine.ts';
import { type Random, SeededRandom } from '../machinery/random.ts';
import type { Balancers } from './balancers.ts';
import type { Core } from './core.ts';
import { parseClusterSnapshot } from './parse-cluster-snapshot.ts';
import { type Credentials, withCredentials } from './snapshot-credentials.ts';

/**
 * What a cluster is made with that goes on from a snapshot. Throws `MalformedError` for what is none, and a RangeError
 * where the options do not fit it.
 */
export function restoringOptions(options: ClusterOptions): ClusterOptions {
  if (options.restore === undefined) return options;
  const restore = parseClusterSnapshot(options.restore);
  const [given, kept] = [options.addons, restore.addons].map((addons) => [...addons].sort().join(', ') || 'none');
  if (restore.nodes !== options.nodes)
    throw new RangeError(`the snapshot has ${restore.nodes} nodes, not ${options.nodes}`);
  if (given !== kept) throw new RangeError(`the snapshot has the add-ons ${kept}, not ${given}`);
  if (options.clock.now() < restore.time) {
    throw new RangeError(`the clock stands before the snapshot's time, ${new Date(restore.time).toISOString()}`);
  }
  return { ...options, restore, random: randomAfter(options.random, restore) };
}

/** A sequence of its own: with the seed of the first time, uids and names would come a second time. */
function randomAfter(random: Random, { store, time }: ClusterSnapshot): Random {
  const moment = Math.imul(store.revision, 0x9e3779b1) ^ Math.imul(Math.floor(time / 1000), 0x85ebca77) ^ time;
  return new SeededRandom(random.integer(2 ** 32) ^ moment);
}

export interface RestoredParts {
  readonly core: Core;
  readonly client: Machine;
  readonly credentials: Credentials;
}

/** Puts back files and names. Before anything is started. */
export function restoreSurroundings(snapshot: ClusterSnapshot, parts: RestoredParts): void {
  const { core, client, credentials } = parts;
  restoreFiles(client.files, withCredentials(snapshot.files['client'] ?? [], credentials));
  for (const { name, machine } of core.nodes) restoreFiles(machine.files, snapshot.files[name] ?? []);
  for (const { name, address } of snapshot.cloud.names) core.names.publish(name, address);
}

/** Puts back the load balancers. After everything else is there: their health checks begin at once. */
export function restoreBalancers({ cloud }: ClusterSnapshot, { manual }: Balancers): void {
  for (const { algorithm, healthCheck, settings, ...balancer } of cloud.loadBalancers) {
    manual.create({ ...balancer, settings: { ...settings, algorithm, healthCheck } });
  }
}
