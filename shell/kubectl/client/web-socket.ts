import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ConnectionError, KubectlError, StatusError } from '../errors.ts';
import { isRecord, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { collect } from './api-client.ts';
import { DialFailure } from './http-agent.ts';

export interface WebSocketOptions {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly protocol: string;
}

/** A WebSocket to the API server, with the session's credentials. Throws what the server refuses. */
export function openWebSocket(session: Session, { path, query, protocol }: WebSocketOptions): Promise<WebSocket> {
  const { client } = session;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${client.host}${client.target({ path, query })}`, [], {
      // The agent speaks TLS itself, where the server asks for it.
      agent: client.agent,
      // By hand, because `SPDY/3.1+portforward.k8s.io` is no token of RFC 6455 and ws would refuse it.
      headers: { ...client.headers(), 'Sec-WebSocket-Protocol': protocol },
      perMessageDeflate: false,
    });
    socket.binaryType = 'nodebuffer';
    socket.once('upgrade', (response) => {
      delete response.headers['sec-websocket-protocol'];
    });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      refusal(response).then(reject, reject);
    });
    socket.on('error', (error) => {
      if (error instanceof DialFailure) reject(new ConnectionError(client.host, error.message, error.refused));
      else reject(new KubectlError(`error: ${error.message}`));
    });
  });
}

async function refusal(response: IncomingMessage): Promise<Error> {
  const text = (await collect(response)).toString('utf8');
  try {
    const status: unknown = JSON.parse(text);
    if (isRecord(status) && status['kind'] === 'Status') {
      return new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: stringAt(status, 'message'),
        reason: stringAt(status, 'reason'),
      });
    }
  } catch {
    // No Status: said as it came.
  }
  return new KubectlError(`error: unable to upgrade connection: ${text.trim()}`);
}
