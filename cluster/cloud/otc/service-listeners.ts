import type { Node, Service } from '../../client/objects.ts';
import type { ElasticLoadBalancers } from './elastic-load-balancers.ts';
import { type WishedListener, wishedListeners } from './listener-wishes.ts';
import type { ListenerRecord, MonitorSettings } from './otc-records.ts';
import { type PoolWishes, poolWishes } from './pool-wishes.ts';

/** The listeners that were made for a Service, wherever they are. */
export function listenersOf(elbs: ElasticLoadBalancers, { metadata }: Service): ListenerRecord[] {
  return elbs.listeners().filter((listener) => listener.madeFor === metadata.uid);
}

export interface ServiceNodes {
  readonly service: Service;
  readonly nodes: readonly Node[];
  /** Hears what was done, a sentence each. */
  readonly told: (what: string) => void;
}

/**
 * Gives a Service its listeners on a load balancer, each with a pool of all nodes. What it no longer asks for goes first; a
 * port that somebody else has is a `CloudError`.
 */
export function syncListeners(elbs: ElasticLoadBalancers, elbId: string, { service, nodes, told }: ServiceNodes): void {
  const wishes = wishedListeners(service);
  const pools = poolWishes(service);
  const isWished = (listener: ListenerRecord) =>
    listener.elbId === elbId &&
    wishes.some(({ port, protocol }) => listener.port === port && listener.protocol === protocol);
  for (const listener of listenersOf(elbs, service)) {
    if (isWished(listener)) continue;
    removeListener(elbs, listener);
    told(`Deleted listener ${listener.name} (${listener.id}) with its pool`);
  }
  for (const wish of wishes) syncListener(elbs, elbId, { service, wish, pools, nodes, told });
}

/** With its pool and monitor. */
export function removeListener(elbs: ElasticLoadBalancers, { id, poolId }: ListenerRecord): void {
  elbs.removeListener(id);
  if (poolId !== null) elbs.removePool(poolId);
}

interface ListenerWish extends ServiceNodes {
  readonly wish: WishedListener;
  readonly pools: PoolWishes;
}

function syncListener(
  elbs: ElasticLoadBalancers,
  elbId: string,
  { service, wish, pools, nodes, told }: ListenerWish,
): void {
  const { port, protocol, nodePort } = wish;
  const { algorithm, persistenceMinutes } = pools;
  const name = `${service.metadata.name}_${protocol}_${port}`;
  const isIt = (listener: ListenerRecord) =>
    listener.elbId === elbId && listener.port === port && listener.protocol === protocol;
  const known = listenersOf(elbs, service).find(isIt);
  const { id, poolId } = known ?? elbs.addListener({ elbId, name, protocol, port, madeFor: service.metadata.uid });
  const settings = { algorithm, persistenceMinutes };
  const pool = poolId ?? elbs.addPool({ elbId, name: `pl_${name}`, protocol, ...settings }, id).id;
  elbs.changePool(pool, settings);
  syncMonitor(elbs, pool, pools.monitor(wish));
  const members = nodes.flatMap((node) => {
    const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    return address ? [{ name: node.metadata.name, address, port: nodePort, weight: 1 }] : [];
  });
  elbs.setMembers(pool, members);
  if (!known) told(`Added listener ${name} (${id}) with pool pl_${name} (${pool}), ${members.length} members`);
}

function syncMonitor(elbs: ElasticLoadBalancers, poolId: string, wanted: MonitorSettings | null): void {
  const { monitorId } = elbs.pool(poolId);
  if (wanted === null) {
    if (monitorId !== null) elbs.removeMonitor(monitorId);
  } else if (monitorId === null) elbs.addMonitor(poolId, wanted);
  else elbs.changeMonitor(monitorId, wanted);
}
