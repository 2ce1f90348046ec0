import type { ProxiedRequest } from './proxied-request.ts';

/** An answer of the proxy's own. */
export interface Answer {
  readonly status: number;
  /** Pairs, in order, as they are sent; lengths and dates are added. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Absent: the dialect's page for the status. */
  readonly body?: string;
}

/** Looks at a request before it is forwarded: may answer it, or change what is sent on and what comes back. */
export type RouteFilter = (request: ProxiedRequest) => Answer | undefined;
