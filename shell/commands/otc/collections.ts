import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import { type Item, itemsOf, shown } from './otc-call.ts';

/** One kind of object of the account: where its API is and how its objects are called. */
export interface Collection {
  /** In sentences: `load balancer`. */
  readonly noun: string;
  readonly path: string;
  /** Key of one object in an answer; of the list with an `s`. */
  readonly key: string;
  /** Fields besides `id` that an object is found by. */
  readonly names: readonly string[];
}

export const ELBS: Collection = {
  noun: 'load balancer',
  path: '/v3/elb/loadbalancers',
  key: 'loadbalancer',
  names: ['name'],
};
export const LISTENERS: Collection = {
  noun: 'listener',
  path: '/v3/elb/listeners',
  key: 'listener',
  names: ['name'],
};
export const POOLS: Collection = { noun: 'pool', path: '/v3/elb/pools', key: 'pool', names: ['name'] };
export const MONITORS: Collection = {
  noun: 'health monitor',
  path: '/v3/elb/healthmonitors',
  key: 'healthmonitor',
  names: [],
};
export const EIPS: Collection = {
  noun: 'EIP',
  path: '/v1/publicips',
  key: 'publicip',
  names: ['public_ip_address'],
};
export const BANDWIDTHS: Collection = {
  noun: 'bandwidth',
  path: '/v1/bandwidths',
  key: 'bandwidth',
  names: ['name'],
};

type Caller = Pick<Process, 'machine' | 'signal'>;

export async function listOf(caller: Caller, { path, key }: Collection): Promise<Item[]> {
  return itemsOf(await callCloud(caller, 'GET', path), `${key}s`);
}

/** The id of what is called so: by id, or by a name that only one object has. */
export async function idOf(caller: Caller, collection: Collection, given: string): Promise<string> {
  const items = await listOf(caller, collection);
  if (items.some((item) => item['id'] === given)) return given;
  const named = items.filter((item) => collection.names.some((field) => item[field] === given));
  const [only] = named;
  if (named.length > 1) {
    throw new CloudApiError(`${named.length} ${collection.noun}s share the name ${given}: use their ids.`);
  }
  if (only) return shown(only, 'id');
  const sentence = `There is no ${collection.noun} ${given}.`;
  throw new CloudApiError(items.length === 0 ? `${sentence} There is none at all.` : sentence);
}

export function pathOf({ path }: Collection, id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}
