import type { HeaderList } from './header-list.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { ProxyRoute, RetryPolicy } from './proxy-configuration.ts';

/** What makes one proxy's answers look different from another's. Routing is the same for all. */
export interface ProxyDialect {
  /** The process name: `nginx`. */
  readonly name: string;
  readonly timeouts: ProxyTimeouts;
  readonly retries: RetryPolicy;
  /** The longest request line and header line, and both together; beyond it errorAnswer is asked for `uri-too-long` or `header-too-large`. */
  readonly head: { readonly lineBytes: number; readonly totalBytes: number };
  /** Waits for the whole body before it turns to an endpoint (nginx), or passes it on as it comes (HAProxy). */
  readonly buffersRequests: boolean;
  /** Default limit of request bodies; 0 is none. */
  readonly bodyBytes: number;
  /** Its own answer to what it could not forward or understand. */
  errorAnswer(problem: ProxyError, request: ProxiedRequest | undefined): ErrorAnswer;
  /** Fills `request.upstreamHeaders`; connection-specific headers are left to the proxy. */
  upstreamHeaders(request: ProxiedRequest, route: ProxyRoute): void;
  /** An answer's headers as the client gets them, in order, with what frames it. */
  answerHeaders(headers: HeaderList, request: ProxiedRequest | undefined, framing: Framing): HeaderList;
  /** Undefined: no line. */
  accessLog(entry: AccessLogEntry): string | undefined;
  /** What goes to the error log. */
  errorLog?(problem: LoggedProblem): string | undefined;
}

export interface Framing {
  readonly nowMs: number;
  /** The answer is an endpoint's, not the proxy's own. */
  readonly forwarded: boolean;
  readonly chunked: boolean;
  /** The connection stays open. */
  readonly keepAlive: boolean;
}

export interface ProxyTimeouts {
  readonly connectMs: number;
  readonly readMs: number;
  /** From a connection's beginning to the end of a request's head. */
  readonly clientHeaderMs: number;
  /** Between two reads of a request's body. */
  readonly clientBodyMs: number;
  readonly keepAliveMs: number;
}

export type ProxyError =
  | 'no-route'
  | 'no-endpoints'
  | 'bad-gateway'
  | 'gateway-timeout'
  | 'bad-request'
  | 'uri-too-long'
  | 'header-too-large'
  | 'body-too-large'
  | 'method-not-allowed'
  | 'version-not-supported'
  | 'plain-to-tls'
  | { readonly status: number };

export interface ErrorAnswer {
  readonly status: number;
  /** Absent: node's word for the status. */
  readonly reason?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Ends the connection. */
  readonly close?: boolean;
  /** The whole answer's version, where it is not HTTP/1.1 (HAProxy's error files). */
  readonly httpVersion?: '1.0';
}

/** One try at an endpoint. */
export interface Attempt {
  readonly address: string;
  readonly status: number;
  readonly durationMs: number;
  /** Of the answer's body; 0 while nothing came. */
  readonly bytes: number;
}

export interface AccessLogEntry {
  readonly nowMs: number;
  readonly startedMs: number;
  /** Absent where no request could be read. */
  readonly request?: ProxiedRequest;
  readonly clientAddress: string;
  /** What came instead of a request, cut to what a log shows. */
  readonly rawLine: string;
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
  /** Of the request, with its head. */
  readonly requestBytes: number;
  readonly route?: ProxyRoute;
  readonly backend: string;
  readonly alternative: string;
  readonly attempts: readonly Attempt[];
}

export interface LoggedProblem {
  readonly nowMs: number;
  readonly connectionId: number;
  readonly kind: 'refused' | 'unreachable' | 'connect-timeout' | 'read-timeout' | 'reset' | 'tls' | 'message';
  /** For `tls` and `message`: what happened, in the dialect's words. */
  readonly message?: string;
  readonly request?: ProxiedRequest;
  readonly clientAddress: string;
  readonly endpoint?: { readonly address: string; readonly port: number; readonly tls: boolean };
}
