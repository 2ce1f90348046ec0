import { type KubeletEndpoint, KubeletError, type PodRef } from '../../machinery/kubelet-endpoint.ts';
import { type MachineSocket, NetworkError } from '../../machinery/machine.ts';
import type { ByteTransport } from './byte-transport.ts';
import { serveSpdy } from './spdy/serve-spdy.ts';
import type { SpdyStream } from './spdy/spdy-session.ts';

export const PORT_FORWARD_PROTOCOL = 'portforward.k8s.io';
/** SPDY frames inside binary WebSocket messages (KEP-4006). */
export const TUNNEL_PROTOCOL = `SPDY/3.1+${PORT_FORWARD_PROTOCOL}`;
/** Bytes waiting for a pod beyond which the client is not read. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** What one forwarded connection has towards the client. */
export interface ForwardedConnection {
  readonly port: number;
  onData(listener: (bytes: Buffer) => void): void;
  /** The client has closed its half. */
  onEnd(listener: () => void): void;
  onReset(listener: () => void): void;
  send(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  fail(message: string): Promise<void>;
}

/** Serves one `kubectl port-forward`: a pair of streams, error and data, for each connection to a port of the pod. */
export function servePortForward(
  transport: ByteTransport,
  kubelet: KubeletEndpoint,
  pod: PodRef,
  onError: (error: unknown) => void,
): void {
  const errorStreams = new Map<string, SpdyStream>();
  serveSpdy(transport, (stream) => {
    const id = stream.headers.get('requestid') ?? stream.headers.get('port') ?? '';
    if (stream.headers.get('streamtype') === 'error') {
      errorStreams.set(id, stream);
      return;
    }
    const errors = errorStreams.get(id);
    errorStreams.delete(id);
    forward(transport, pairConnection(stream, errors), kubelet, pod).catch(onError);
  });
}

function pairConnection(data: SpdyStream, errors: SpdyStream | undefined): ForwardedConnection {
  return {
    port: Number(data.headers.get('port')),
    onData: (listener) => {
      data.onData = listener;
    },
    onEnd: (listener) => {
      data.onEnd = listener;
    },
    onReset: (listener) => {
      data.onReset = listener;
    },
    send: (bytes) => data.send(bytes),
    end: async () => {
      await data.end();
      await errors?.end();
    },
    fail: async (message) => {
      await errors?.send(Buffer.from(message));
      await errors?.end();
      await data.reset();
    },
  };
}

/** One connection to a port of the pod, until both sides have ended. */
export async function forward(
  client: Pick<ByteTransport, 'pause' | 'resume'>,
  stream: ForwardedConnection,
  kubelet: KubeletEndpoint,
  pod: PodRef,
): Promise<void> {
  const { port } = stream;
  const early: Buffer[] = [];
  let ended = false;
  stream.onData((bytes) => early.push(Buffer.from(bytes)));
  stream.onEnd(() => {
    ended = true;
  });
  let connection: MachineSocket;
  try {
    connection = await kubelet.dial(pod, port);
  } catch (error) {
    if (!(error instanceof KubeletError) && !(error instanceof NetworkError)) throw error;
    return stream.fail(`error forwarding port ${port} to pod ${pod.name}, uid : ${error.message}`);
  }
  connectUpstream(client, stream, connection, early, ended);
  try {
    for await (const chunk of connection) await stream.send(chunk);
  } catch {
    // A broken connection ends the stream as an orderly one does.
  }
  await stream.end();
}

function connectUpstream(
  client: Pick<ByteTransport, 'pause' | 'resume'>,
  stream: ForwardedConnection,
  connection: MachineSocket,
  early: readonly Buffer[],
  ended: boolean,
): void {
  for (const bytes of early) connection.write(bytes);
  connection.on('drain', () => client.resume());
  connection.on('close', () => client.resume());
  connection.on('error', () => connection.destroy());
  stream.onData((bytes) => {
    if (connection.destroyed) return;
    connection.write(Buffer.from(bytes));
    if (connection.writableLength > MAX_WAITING_BYTES) client.pause();
  });
  stream.onEnd(() => connection.end());
  stream.onReset(() => connection.destroy());
  if (ended) connection.end();
}
