/** One HTTPS request to a webhook, from the API server's own machine. */
export interface WebhookCall {
  /** An IPv4 address, or a name to look up. */
  readonly host: string;
  readonly port: number;
  /** What the certificate must be for (`NAME.NAMESPACE.svc`). */
  readonly serverName: string;
  /** `HOST:PORT` as the Host header has it. */
  readonly authority: string;
  /** With the query. */
  readonly path: string;
  /** PEM; absent: nobody is trusted. */
  readonly caBundle?: string;
  /** JSON. */
  readonly body: string;
  readonly timeoutMs: number;
}

export interface WebhookReply {
  readonly status: number;
  readonly body: string;
}

/**
 * Gives up after the call's timeout by the cluster's clock. Rejects with an Error in Go's words: `dial tcp
 * 10.96.0.7:443: connect: connection refused`, `context deadline exceeded`, `tls: failed to verify certificate: …`.
 */
export type WebhookCaller = (call: WebhookCall) => Promise<WebhookReply>;

/** For an API server that stands in no network. */
export const unreachable: WebhookCaller = ({ host, port }) =>
  Promise.reject(new Error(`dial tcp ${host}:${port}: connect: network is unreachable`));
