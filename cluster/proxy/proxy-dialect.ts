import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Random } from '../machinery/random.ts';

/** What makes one proxy's answers look different from another's. Routing is the same for all. */
export interface ProxyDialect {
  /** The process name: `nginx`. */
  readonly name: string;
  readonly connectTimeoutMs: number;
  errorPage(status: number): { readonly contentType: string; readonly body: string };
  /** Headers set on the upstream request. */
  forwardedHeaders(request: IncomingMessage, peer: string, random: Random): OutgoingHttpHeaders;
  accessLog(entry: AccessLogEntry): string;
}

export interface AccessLogEntry {
  readonly nowMs: number;
  readonly startedMs: number;
  readonly peer: string;
  readonly request: IncomingMessage;
  readonly status: number;
  readonly bytes: number;
  readonly backend: string;
  readonly attempts: readonly { readonly address: string; readonly status: number }[];
}
