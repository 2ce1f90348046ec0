import type { UserInfo } from '../../machinery/api-transport.ts';
import type { Attributes, Verdict } from './attributes.ts';

/**
 * What an aggregated API server leaves to the API server in front of it: who asks is told by request headers
 * (`--requestheader-*`), and whether they may is asked of `authorize` (`--authorization-kubeconfig`).
 */
export interface Delegation {
  authorize(user: UserInfo, attributes: Attributes): Verdict;
}

/** `--authorization-always-allow-paths`. */
export const ALWAYS_ALLOWED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/livez']);
