import { setMaxListeners } from 'node:events';
import http from 'node:http';
import type { Clock } from '../../../cluster/machinery/clock.ts';
import type { Status } from '../../../cluster/machinery/kubernetes-object.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { ConnectionError, StatusError } from '../errors.ts';
import { isRecord, type JsonObject } from '../json.ts';
import { ApiServerAgent, DialFailure } from './http-agent.ts';
import type { ClientConfig } from './kubeconfig.ts';
import type { RequestLog } from './request-log.ts';

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON, unless it is bytes already. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The API server as one run of kubectl sees it: JSON over HTTP/1.1 with keep-alive. */
export class ApiClient {
  readonly config: ClientConfig;
  readonly agent: ApiServerAgent;
  readonly #signal: AbortSignal;
  readonly #onWarning: (text: string) => void;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #log: RequestLog | null;
  /** A request took longer than it may: what it was still to bring does not come. */
  timedOut = false;

  /** `timeoutMs`: for each request, to the end of its answer; 0 is none. */
  constructor(
    machine: Machine,
    config: ClientConfig,
    signal: AbortSignal,
    onWarning: (text: string) => void,
    timeoutMs = 0,
    log: RequestLog | null = null,
  ) {
    this.#log = log;
    this.config = config;
    this.#clock = machine.clock;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    // Each request of a run listens to it; `get all` makes a dozen at once.
    setMaxListeners(100, signal);
    this.#onWarning = onWarning;
    this.agent = new ApiServerAgent(machine, config, signal);
  }

  close(): void {
    this.agent.destroy();
  }

  get host(): string {
    return new URL(this.config.server).host;
  }

  /** The answer's JSON; throws `StatusError` for a refusal. */
  async json(call: ApiCall): Promise<JsonObject> {
    const text = await this.text(call);
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return isRecord(value) ? value : {};
  }

  async text(call: ApiCall): Promise<string> {
    const response = await this.open(call);
    const text = (await collect(response)).toString('utf8');
    this.#log?.body(text);
    return text;
  }

  /** The answer's body still streaming; throws `StatusError` for a refusal. */
  async open(call: ApiCall): Promise<http.IncomingMessage> {
    const response = await this.#send(call);
    for (const warning of warningsOf(response)) this.#onWarning(warning);
    if ((response.statusCode ?? 500) < 400) return response;
    const text = (await collect(response)).toString('utf8');
    this.#log?.body(text);
    throw new StatusError(statusOf(response, text, call));
  }

  headers(): Record<string, string | string[]> {
    const { token, username, password, impersonate } = this.config;
    const headers: Record<string, string | string[]> = { 'User-Agent': 'kubectl/v1.34.4 (linux/amd64) kubernetes' };
    if (token) headers['Authorization'] = `Bearer ${token}`;
    else if (username)
      headers['Authorization'] = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
    if (impersonate?.user) headers['Impersonate-User'] = impersonate.user;
    if (impersonate?.uid) headers['Impersonate-Uid'] = impersonate.uid;
    if (impersonate && impersonate.groups.length > 0) headers['Impersonate-Group'] = [...impersonate.groups];
    return headers;
  }

  /** The path below the server's own prefix, with its query. */
  target(call: ApiCall): string {
    const prefix = new URL(this.config.server).pathname.replace(/\/+$/, '');
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value === undefined) continue;
      for (const item of typeof value === 'string' ? [value] : value) query.append(name, item);
    }
    const search = query.toString();
    return `${prefix}${call.path}${search ? `${call.path.includes('?') ? '&' : '?'}${search}` : ''}`;
  }

  #send(call: ApiCall): Promise<http.IncomingMessage> {
    const body = call.body === undefined ? null : encode(call.body);
    const headers: Record<string, string | string[]> = { ...this.headers(), Accept: call.accept ?? 'application/json' };
    if (body) {
      headers['Content-Type'] = call.contentType ?? 'application/json';
      headers['Content-Length'] = String(body.length);
    }
    const target = this.target(call);
    const verb = call.method ?? 'GET';
    const url = new URL(target, this.config.server).href;
    this.#log?.request(verb, url, headers, body);
    const began = this.#clock.now();
    return new Promise((resolve, reject) => {
      const request = http.request({
        agent: this.agent,
        host: this.host,
        setHost: false,
        method: verb,
        path: target,
        headers: { Host: this.host, ...headers },
        signal: call.signal ?? this.#signal,
      });
      this.#limit(request);
      request.once('response', (response) => {
        this.#log?.response(verb, url, response, this.#clock.now() - began);
        resolve(response);
      });
      request.once('error', (error) => reject(this.#failure(error)));
      request.end(body ?? undefined);
    });
  }

  #limit(request: http.ClientRequest): void {
    if (this.#timeoutMs <= 0) return;
    const cancel = this.#clock.schedule(this.#timeoutMs, () => {
      this.timedOut = true;
      const text = 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';
      request.destroy(new DialFailure(text, false));
    });
    request.once('close', cancel);
  }

  #failure(error: Error): Error {
    if (error instanceof DialFailure) return new ConnectionError(this.host, error.message, error.refused);
    if (error.name === 'AbortError') return error;
    return new ConnectionError(
      this.host,
      'message' in error && /socket hang up/.test(error.message) ? 'EOF' : error.message,
      false,
    );
  }
}

function encode(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

export async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += (chunk as Buffer).length;
    if (length > MAX_BODY_BYTES) throw new RangeError(`answer of more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** `Warning: 299 - "text"` headers (RFC 7234 section 5.5). */
function warningsOf(response: http.IncomingMessage): string[] {
  const header = response.headers['warning'];
  if (!header) return [];
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!.replace(/\\(.)/g, '$1'));
}

function statusOf(response: http.IncomingMessage, text: string, call: ApiCall): Status {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && value['kind'] === 'Status') return value as unknown as Status;
  } catch {
    // No JSON: the answer of something between us and the API server, or of a handler without objects.
  }
  return genericStatus(response.statusCode ?? 500, text.trim(), call);
}

/** apierrors.NewGenericServerResponse: what client-go makes of an answer that is no Status. */
function genericStatus(code: number, text: string, call: ApiCall): Status {
  const [reason, message] =
    GENERIC[code] ??
    (code >= 500
      ? ['InternalError', `an error on the server ("${text}") has prevented the request from succeeding`]
      : ['', `the server responded with the status code ${code} but did not return more information`]);
  const detail = code >= 500 || text === '' ? message : message;
  const verb = (call.method ?? 'GET').toLowerCase();
  const tail = call.path ? '' : ` (${verb})`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    message: detail + tail,
    ...(reason && { reason }),
  };
}

const GENERIC: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  409: ['Conflict', 'the server reported a conflict'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};
