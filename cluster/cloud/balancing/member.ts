import type { HealthCheckOptions } from './health-check.ts';

export type MemberState = 'checking' | 'healthy' | 'unhealthy';

/** Where a listener sends to, as its owner says it. */
export interface MemberOptions {
  /** As its owner names it: `node3:32000`. One of a kind in its listener. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Shares of connections; by default 1. 0: none. */
  readonly weight?: number;
}

/** One place a listener sends to: an address and port, usually a node's NodePort. */
export class Member {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  weight: number;
  state: MemberState = 'checking';
  /** Why it is unhealthy: `connection timed out`. */
  reason = '';
  activeConnections = 0;
  /** Smooth weighted round robin: how much it is owed. */
  credit = 0;
  #failures = 0;
  #successes = 0;

  constructor({ name, address, port, weight = 1 }: MemberOptions) {
    this.name = name;
    this.address = address;
    this.port = port;
    this.weight = weight;
  }

  /** A check's outcome: why it failed, or undefined. The first one decides at once. True where something shown has changed. */
  record(reason: string | undefined, { healthyAfter, unhealthyAfter }: HealthCheckOptions): boolean {
    const before = `${this.state} ${this.reason}`;
    this.#failures = reason === undefined ? 0 : this.#failures + 1;
    this.#successes = reason === undefined ? this.#successes + 1 : 0;
    this.reason = reason ?? '';
    const first = this.state === 'checking';
    if (reason === undefined && (first || this.#successes >= healthyAfter)) this.state = 'healthy';
    if (reason !== undefined && (first || this.#failures >= unhealthyAfter)) this.state = 'unhealthy';
    return before !== `${this.state} ${this.reason}`;
  }

  /** Nothing is known of it any more. */
  forget(): void {
    this.state = 'checking';
    this.reason = '';
    this.#failures = 0;
    this.#successes = 0;
  }
}
