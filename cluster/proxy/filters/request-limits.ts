import type { RouteFilter } from '../route-filter.ts';

/** Clients remembered at a time; beyond it the one that was quiet longest is forgotten. */
const MOST_CLIENTS = 10_000;

export interface RateLimit {
  readonly perSecond: number;
  /** How many requests may come at once beyond the rate. */
  readonly burst: number;
  /** What a refused request gets. */
  readonly status: number;
  readonly key: (clientAddress: string) => string | undefined;
}

/** nginx's limit_req with nodelay: a leaky bucket a client, in thousandths of requests (ngx_http_limit_req_module.c). */
export function rateLimitFilter({ perSecond, burst, status, key }: RateLimit): RouteFilter {
  const buckets = new Map<string, { excess: number; lastMs: number }>();
  return ({ clientAddress, clock }) => {
    const client = key(clientAddress);
    if (client === undefined) return undefined;
    const nowMs = clock.now();
    const bucket = buckets.get(client);
    const excess = bucket ? Math.max(0, bucket.excess - perSecond * (nowMs - bucket.lastMs) + 1000) : 0;
    if (excess > burst * 1000) return { status };
    buckets.delete(client);
    buckets.set(client, { excess, lastMs: nowMs });
    forgetOldest(buckets);
    return undefined;
  };
}

/** nginx's limit_conn: requests of a client that are under way at the same time. */
export function connectionLimitFilter(
  limit: number,
  status: number,
  key: (clientAddress: string) => string | undefined,
): RouteFilter {
  const open = new Map<string, number>();
  return ({ clientAddress, onEnd }) => {
    const client = key(clientAddress);
    if (client === undefined) return undefined;
    const count = open.get(client) ?? 0;
    if (count >= limit) return { status };
    open.set(client, count + 1);
    onEnd.push(() => {
      const left = (open.get(client) ?? 1) - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
    return undefined;
  };
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= MOST_CLIENTS) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
