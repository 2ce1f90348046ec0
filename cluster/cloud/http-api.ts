import type { IncomingMessage } from 'node:http';
import type { Listener, Machine } from '../machinery/machine.ts';
import { type Exchange, serveHttp } from '../proxy/http-server.ts';
import { CloudError, cloudErrors } from './cloud-error.ts';

const BODY_MAX_BYTES = 65_536;

/** One operation of an HTTP+JSON service of the cloud. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Matched against the whole path; its groups are handed over decoded. */
  readonly path: RegExp;
  handle(call: ApiCall): unknown | Promise<unknown>;
}

export interface ApiCall {
  readonly parameters: readonly string[];
  /** The JSON body: an object, empty where none was sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The connection the call came in on. */
  readonly connectionId: number;
}

/** Serves the routes on a host of the virtual network. Refusals are `{message}` with the error's status. */
export function serveApi(machine: Pick<Machine, 'network' | 'clock'>, routes: readonly ApiRoute[]): Listener {
  return serveHttp(machine, { port: 80, program: 'cloud-api' }, (exchange) => {
    dispatch(exchange, routes).then(
      (result) => send(exchange, 200, result),
      (error: unknown) => {
        if (!(error instanceof CloudError)) throw error;
        send(exchange, error.status, { message: error.message });
      },
    );
  });
}

async function dispatch(exchange: Exchange, routes: readonly ApiRoute[]): Promise<unknown> {
  const path = (exchange.request.url ?? '/').split('?')[0] ?? '/';
  for (const route of routes) {
    const match = route.method === exchange.request.method ? route.path.exec(path) : null;
    if (!match) continue;
    const body = await readBody(exchange.request);
    return route.handle({ parameters: match.slice(1).map(decode), body, connectionId: exchange.socket.connectionId });
  }
  throw cloudErrors.noSuchPath(path);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) throw cloudErrors.bodyTooLarge();
    chunks.push(chunk);
  }
  if (length === 0) return {};
  const value = parseJson(Buffer.concat(chunks).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw cloudErrors.badBody();
  return { ...value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw cloudErrors.badBody();
  }
}

function send({ response }: Exchange, status: number, value: unknown): void {
  const body = JSON.stringify(value ?? {});
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
