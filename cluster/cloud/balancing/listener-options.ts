import type { Algorithm } from './choose-member.ts';
import type { HealthCheckOptions } from './health-check.ts';

export type ListenerProtocol = 'TCP' | 'UDP' | 'HTTP';

/** `preserve` hands packets on and keeps their source; `proxy` ends the connection and opens one of its own. */
export type BalancerMode = 'preserve' | 'proxy';

export interface ListenerOptions {
  /** HTTP is read and forwarded request by request, whatever the balancer's mode; UDP is always handed on. */
  readonly protocol: ListenerProtocol;
  readonly port: number;
  /** By default round-robin. */
  readonly algorithm?: Algorithm;
  /** A source keeps its member for this long after its last connection. */
  readonly persistence?: { readonly type: 'source'; readonly timeoutMs: number } | null;
  /** Mode proxy: begins each connection to a member with a PROXY v1 line. */
  readonly proxyProtocol?: boolean;
  /** Null: every member counts as healthy. */
  readonly healthCheck: HealthCheckOptions | null;
  /** Who may connect, as prefixes; empty or absent: everybody. Others get no answer. */
  readonly sourceRanges?: readonly string[];
  /** Connections that a proxy ended carry nothing for this long and are closed. By default 300 s. */
  readonly idleTimeoutMs?: number;
  /** Connections to a removed member are cut after this long. By default 300 s; only a proxy can. */
  readonly drainMs?: number;
}

/** Options with every default filled in. */
export type ListenerSettings = {
  readonly [Key in keyof ListenerOptions]-?: NonNullable<ListenerOptions[Key]> | DefaultOf<Key>;
};

type DefaultOf<Key> = Key extends 'persistence' | 'healthCheck' ? null : never;

const IDLE_TIMEOUT_MS = 300_000;
const DRAIN_MS = 300_000;

export function listenerSettings(options: ListenerOptions): ListenerSettings {
  return {
    protocol: options.protocol,
    port: options.port,
    algorithm: options.algorithm ?? 'round-robin',
    persistence: options.persistence ?? null,
    proxyProtocol: options.proxyProtocol ?? false,
    healthCheck: options.healthCheck,
    sourceRanges: options.sourceRanges ?? [],
    idleTimeoutMs: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    drainMs: options.drainMs ?? DRAIN_MS,
  };
}
