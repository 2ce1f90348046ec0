import type { Clock } from '../clock.ts';
import type { TrafficOrigin } from '../flow.ts';
import { type MachineNetwork, NetworkError } from '../machine.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage } from './encode-message.ts';
import { DNS_PORT, type DnsMessage } from './message.ts';

export interface ExchangeOptions {
  readonly network: Pick<MachineNetwork, 'listenUdp' | 'dial'>;
  readonly clock: Clock;
  readonly server: string;
  readonly port?: number;
  readonly timeoutMs: number;
  readonly origin?: TrafficOrigin;
  readonly signal?: AbortSignal;
}

/**
 * Sends questions to one server over UDP, from one socket, and waits for all their answers; one that was truncated is asked
 * again over TCP. Rejects with ETIMEDOUT or with what the network says of the server.
 */
export async function exchange(queries: readonly DnsMessage[], options: ExchangeOptions): Promise<DnsMessage[]> {
  const answers = await overUdp(queries, options);
  return Promise.all(
    answers.map((answer, index) => (answer.truncated ? exchangeOverTcp(queries[index]!, options) : answer)),
  );
}

function overUdp(queries: readonly DnsMessage[], options: ExchangeOptions): Promise<DnsMessage[]> {
  const { network, clock, server, port = DNS_PORT, timeoutMs, origin, signal } = options;
  return new Promise((resolve, reject) => {
    const answers = new Map<number, DnsMessage>();
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      socket.close();
    };
    const fail = (error: Error) => {
      end();
      reject(error);
    };
    const onAbort = () => fail(new NetworkError('ECANCELED'));
    const socket = network.listenUdp(
      0,
      ({ data, address, port: from }) => {
        if (address !== server || from !== port) return;
        const message = readAnswer(data);
        const index = queries.findIndex(({ id }) => id === message?.id);
        if (!message || index < 0) return;
        answers.set(index, message);
        if (answers.size < queries.length) return;
        end();
        resolve(queries.map((_, at) => answers.get(at)!));
      },
      { failed: fail, ...(origin && { origin }) },
    );
    const cancel = clock.schedule(timeoutMs, () => fail(new NetworkError('ETIMEDOUT')));
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (const query of queries) socket.send(encodeMessage(query), port, server);
    } catch (error) {
      fail(error as Error);
    }
  });
}

function readAnswer(data: Uint8Array): DnsMessage | null {
  try {
    const message = decodeMessage(data);
    return message.response ? message : null;
  } catch {
    return null;
  }
}

/** One question over a connection of its own. */
export async function exchangeOverTcp(query: DnsMessage, options: ExchangeOptions): Promise<DnsMessage> {
  const { network, clock, server, port = DNS_PORT, timeoutMs, signal } = options;
  const socket = await network.dial(server, port, { timeoutMs, continuation: true, ...(signal && { signal }) });
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(timeoutMs, () => socket.destroy(new NetworkError('ETIMEDOUT')));
    let held = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return;
      const message = readAnswer(held.subarray(2, 2 + held.readUInt16BE(0)));
      cancel();
      socket.destroy();
      if (message) resolve(message);
      else reject(new NetworkError('ECONNRESET'));
    });
    socket.once('error', (error) => {
      cancel();
      reject(error);
    });
    socket.once('close', () => {
      cancel();
      reject(new NetworkError('ECONNRESET'));
    });
    const bytes = encodeMessage(query);
    socket.write(Buffer.from([bytes.length >>> 8, bytes.length & 255]));
    socket.write(bytes);
  });
}
