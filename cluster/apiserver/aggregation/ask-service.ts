import { type IncomingMessage, request as send } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../../machinery/api-transport.ts';
import type { Dial } from '../http/http-options.ts';
import type { ServerState } from '../resource-request.ts';
import { connectService } from './connect-service.ts';
import { withIdentity } from './remote-headers.ts';
import type { RemoteService } from './remote-service.ts';

/** Who the aggregator itself is. */
const AGGREGATOR: UserInfo = { name: 'system:kube-aggregator', groups: ['system:masters'] };
const TIMEOUT_MS = 5000;
const LIMIT_BYTES = 8 * 1024 * 1024;

export interface ServiceAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** GET from an aggregated API server, as the aggregator. Rejects when it does not answer within 5 s. */
export async function askService(
  server: ServerState,
  dial: Dial | undefined,
  remote: RemoteService,
  { path, accept, verify }: { readonly path: string; readonly accept: string; readonly verify: boolean },
): Promise<ServiceAnswer> {
  const socket = await connectService(server, dial, remote, verify);
  return new Promise<ServiceAnswer>((resolve, reject) => {
    const cancel = server.clock.schedule(TIMEOUT_MS, () => {
      socket.destroy();
      reject(new Error('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'));
    });
    get(socket, path, accept)
      .then(resolve, reject)
      .finally(() => {
        cancel();
        socket.destroy();
      });
  });
}

function get(socket: TLSSocket, path: string, accept: string): Promise<ServiceAnswer> {
  return new Promise((resolve, reject) => {
    const headers = withIdentity(
      [
        ['Host', 'kube-aggregator'],
        ['Accept', accept],
      ],
      AGGREGATOR,
    ).flat();
    const request = send({ createConnection: () => socket as never, method: 'GET', path, headers });
    request.on('error', reject);
    request.on('response', (response) => read(response).then(resolve, reject));
    request.end();
  });
}

async function read(response: IncomingMessage): Promise<ServiceAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LIMIT_BYTES) throw new Error('http: response body too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text };
}
