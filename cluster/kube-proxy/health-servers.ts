import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../machinery/clock.ts';
import { type Listener, NetworkError } from '../machinery/machine.ts';
import type { Host } from '../network/network.ts';
import type { ProxyMode } from './proxy-configuration.ts';

export const HEALTHZ_PORT = 10_256;
/** On 127.0.0.1 alone. */
const METRICS_PORT = 10_249;

/** What a Service's healthCheckNodePort answers on this node. */
export interface ServiceHealth {
  readonly namespace: string;
  readonly name: string;
  /** Ready endpoints on this node. */
  readonly localEndpoints: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HealthServersOptions {
  readonly host: Host;
  readonly clock: Clock;
  /** False while the node is being deleted. */
  readonly nodeEligible: () => boolean;
}

/** The ports kube-proxy itself listens on: its own health, and one for each Service with a healthCheckNodePort. */
export class HealthServers {
  readonly #options: HealthServersOptions;
  readonly #server: Server;
  readonly #listeners = new Map<number, Listener>();
  #services = new Map<number, ServiceHealth>();
  #lastUpdatedMs = 0;
  #mode: ProxyMode = 'iptables';

  constructor(options: HealthServersOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  start(mode: ProxyMode): void {
    this.#mode = mode;
    this.#lastUpdatedMs = this.#options.clock.now();
    this.#listen(HEALTHZ_PORT);
    this.#listen(METRICS_PORT, '127.0.0.1');
  }

  stop(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
    this.#services.clear();
  }

  /** Called after each sync, with the port of each Service that has one; `written`: whether rules were written. */
  update(services: Map<number, ServiceHealth>, written: boolean): void {
    if (written) this.#lastUpdatedMs = this.#options.clock.now();
    for (const port of this.#services.keys()) {
      if (services.has(port)) continue;
      this.#listeners.get(port)?.close();
      this.#listeners.delete(port);
    }
    this.#services = services;
    for (const port of services.keys()) if (!this.#listeners.has(port)) this.#listen(port);
  }

  #listen(port: number, address = '0.0.0.0'): void {
    try {
      const accept = (socket: object) => this.#server.emit('connection', socket);
      this.#listeners.set(port, this.#options.host.listen(port, accept, { program: 'kube-proxy', address }));
    } catch (error) {
      // Another program has the port: the real one reports it and goes on.
      if (!(error instanceof NetworkError)) throw error;
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { localPort } = request.socket;
    const service = this.#services.get(localPort ?? 0);
    const { status, body, headers } = service ? serviceAnswer(service) : this.#ownAnswer(localPort, request.url ?? '/');
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers ?? JSON_HEADERS)) response.setHeader(name, value);
    response.setHeader('Date', new Date(this.#options.clock.now()).toUTCString());
    response.setHeader('Content-Length', Buffer.byteLength(body));
    // Go's server says nothing of a connection that stays.
    if (request.headers.connection?.toLowerCase() !== 'close') response.removeHeader('Connection');
    response.end(body);
  }

  #ownAnswer(port: number | undefined, url: string): Answer {
    if (port !== METRICS_PORT) return this.#proxyAnswer(url);
    const path = url.split('?')[0];
    if (path === '/proxyMode') return { status: 200, body: this.#mode, headers: TEXT_HEADERS };
    if (path === '/healthz') return { status: 200, body: 'ok', headers: TEXT_HEADERS };
    if (path === '/metrics') return { status: 200, body: this.#metrics(), headers: METRICS_HEADERS };
    return NOT_FOUND;
  }

  /** Of a real kube-proxy's metrics, those that say when and how much it wrote. */
  #metrics(): string {
    const name = 'kubeproxy_sync_proxy_rules_last_timestamp_seconds';
    const help = `# HELP ${name} [ALPHA] The last time proxy rules were successfully synced\n# TYPE ${name} gauge\n`;
    return `${help}${name}{ip_family="IPv4"} ${(this.#lastUpdatedMs / 1000).toExponential().replace('e+', 'e+0')}\n`;
  }

  /** pkg/proxy/healthcheck/proxy_health.go: /healthz asks for the node too, /livez does not. */
  #proxyAnswer(url: string): Answer {
    const path = url.split('?')[0];
    if (path !== '/healthz' && path !== '/livez') return NOT_FOUND;
    const currentTime = new Date(this.#options.clock.now()).toISOString();
    const eligible = this.#options.nodeEligible();
    const health = {
      lastUpdated: currentTime,
      currentTime,
      ...(path === '/healthz' && { nodeEligible: eligible }),
      healthy: true,
      status: { IPv4: { lastUpdated: new Date(this.#lastUpdatedMs).toISOString(), healthy: true } },
    };
    return { status: path === '/livez' || eligible ? 200 : 503, body: JSON.stringify(health) };
  }
}

const JSON_HEADERS = { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' };

const TEXT_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
const METRICS_HEADERS = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' };

const NOT_FOUND: Answer = {
  status: 404,
  body: '404 page not found\n',
  headers: TEXT_HEADERS,
};

/** pkg/proxy/healthcheck/service_health.go: any path; the body is indented by hand there. */
function serviceAnswer({ namespace, name, localEndpoints }: ServiceHealth): Answer {
  const lines = [
    '{',
    '\t"service": {',
    `\t\t"namespace": "${namespace}",`,
    `\t\t"name": "${name}"`,
    '\t},',
    `\t"localEndpoints": ${localEndpoints},`,
    '\t"serviceProxyHealthy": true',
    '}',
  ];
  return {
    status: localEndpoints > 0 ? 200 : 503,
    body: lines.join('\n'),
    headers: { ...JSON_HEADERS, 'X-Load-Balancing-Endpoint-Weight': `${localEndpoints}` },
  };
}
