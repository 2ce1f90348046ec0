import { Agent, type IncomingMessage, request as send } from 'node:http';
import type { Machine, MachineSocket } from '../machinery/machine.ts';

/** Bytes of an answer that are kept. */
const LIMIT_BYTES = 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One GET from a machine: the name is looked up, a connection opened for this request alone. Throws what looking up or
 * dialling throws (`NetworkError`), or an Error when the answer breaks off.
 */
export async function httpGet(
  { network, clock }: Pick<Machine, 'network' | 'clock'>,
  host: string,
  port: number,
  path: string,
  timeoutMs = 5000,
): Promise<HttpAnswer> {
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : ((await network.lookup(host))[0] ?? host);
  const socket = await network.dial(address, port, { timeoutMs });
  const cancel = clock.schedule(timeoutMs, () => socket.destroy(new Error('i/o timeout')));
  try {
    return await exchange(socket, `${host}:${port}`, path);
  } finally {
    cancel();
    socket.destroy();
  }
}

/** Speaks HTTP with node's own parser over the given connection. */
function exchange(socket: MachineSocket, authority: string, path: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => socket;
    const call = send({ agent, path, headers: { Host: authority, 'User-Agent': 'Go-http-client/1.1' } });
    call.on('error', reject);
    call.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= LIMIT_BYTES) chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.end();
  });
}
