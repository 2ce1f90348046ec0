import type { Random } from '../../machinery/random.ts';
import type { ProxiedRequest } from '../../proxy/proxied-request.ts';
import type { Endpoint } from '../../proxy/proxy-configuration.ts';
import type { RouteEndpoint } from './route-endpoints.ts';

/** `haproxy.router.openshift.io/balance` */
export const BALANCE_ALGORITHMS = ['roundrobin', 'leastconn', 'source', 'random'] as const;
export type BalanceAlgorithm = (typeof BALANCE_ALGORITHMS)[number];

/** The servers that HAProxy draws of which the less loaded one wins: `random(2)`. */
const DRAWS = 2;

/** What a backend remembers between requests, whatever happens to its endpoints. */
export class BackendLoad {
  readonly #connections = new Map<string, number>();
  readonly #credit = new Map<string, number>();

  connections(endpoint: Endpoint): number {
    return this.#connections.get(keyOf(endpoint)) ?? 0;
  }

  /** Counts a request until it is over. */
  begin(endpoint: Endpoint, request: ProxiedRequest): void {
    const key = keyOf(endpoint);
    this.#connections.set(key, this.connections(endpoint) + 1);
    request.onEnd.push(() => {
      const left = (this.#connections.get(key) ?? 1) - 1;
      if (left > 0) this.#connections.set(key, left);
      else this.#connections.delete(key);
    });
  }

  /** Weighted turns: each gains its weight, the one that is owed most pays for all. */
  turn(endpoints: readonly RouteEndpoint[]): RouteEndpoint | undefined {
    let best: RouteEndpoint | undefined;
    let total = 0;
    for (const endpoint of endpoints) {
      const credit = (this.#credit.get(keyOf(endpoint)) ?? 0) + endpoint.weight;
      this.#credit.set(keyOf(endpoint), credit);
      total += endpoint.weight;
      if (!best || credit > (this.#credit.get(keyOf(best)) ?? 0)) best = endpoint;
    }
    if (best) this.#credit.set(keyOf(best), (this.#credit.get(keyOf(best)) ?? 0) - total);
    return best;
  }

  /** Endpoints that are gone are owed nothing. */
  keep(endpoints: readonly Endpoint[]): void {
    const known = new Set(endpoints.map(keyOf));
    for (const key of this.#credit.keys()) if (!known.has(key)) this.#credit.delete(key);
  }
}

/** The endpoint for a new client; only those with a weight are asked. */
export function choose(
  algorithm: BalanceAlgorithm,
  endpoints: readonly RouteEndpoint[],
  load: BackendLoad,
  { address, random }: { address: string; random: Random },
): RouteEndpoint | undefined {
  const open = endpoints.filter(({ weight }) => weight > 0);
  if (open.length <= 1) return open[0];
  switch (algorithm) {
    case 'roundrobin':
      return load.turn(open);
    case 'leastconn':
      return leastLoaded(load.turn(open), open, load);
    case 'source':
      return byHash(open, address);
    case 'random': {
      const drawn = Array.from({ length: DRAWS }, () => draw(open, random));
      return drawn.reduce((best, next) => (perWeight(next, load) < perWeight(best, load) ? next : best));
    }
  }
}

function leastLoaded(
  first: RouteEndpoint | undefined,
  open: readonly RouteEndpoint[],
  load: BackendLoad,
): RouteEndpoint | undefined {
  return open.reduce((best, next) => (best && perWeight(next, load) >= perWeight(best, load) ? best : next), first);
}

function perWeight(endpoint: RouteEndpoint, load: BackendLoad): number {
  return load.connections(endpoint) / endpoint.weight;
}

function draw(open: readonly RouteEndpoint[], random: Random): RouteEndpoint {
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  let at = random.integer(total);
  for (const endpoint of open) {
    at -= endpoint.weight;
    if (at < 0) return endpoint;
  }
  return open[open.length - 1]!;
}

/** One source always meets the same endpoint while there are as many. */
function byHash(open: readonly RouteEndpoint[], address: string): RouteEndpoint | undefined {
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  let at = hash(address) % total;
  return open.find((endpoint) => {
    at -= endpoint.weight;
    return at < 0;
  });
}

/** FNV-1a. */
function hash(address: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < address.length; at++) value = Math.imul(value ^ address.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function keyOf({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}
