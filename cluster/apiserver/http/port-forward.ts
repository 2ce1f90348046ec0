import type { WebSocket } from 'ws';
import { type KubeletEndpoint, KubeletError, type PodRef } from '../../machinery/kubelet-endpoint.ts';
import { type MachineSocket, NetworkError } from '../../machinery/machine.ts';
import { SpdySession, type SpdyStream } from './spdy/spdy-session.ts';

/** SPDY frames inside binary WebSocket messages (KEP-4006). */
export const PORT_FORWARD_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';
/** Bytes waiting for a pod beyond which the client is not read. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** Serves one `kubectl port-forward`: a pair of streams, error and data, for each connection to a port of the pod. */
export function servePortForward(
  socket: WebSocket,
  kubelet: KubeletEndpoint,
  pod: PodRef,
  onError: (error: unknown) => void,
): void {
  const errorStreams = new Map<string, SpdyStream>();
  const session = new SpdySession({
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(bytes, () => resolve());
      }),
    onStream: (stream) => {
      const id = stream.headers.get('requestid') ?? stream.headers.get('port') ?? '';
      if (stream.headers.get('streamtype') === 'error') {
        errorStreams.set(id, stream);
        return;
      }
      const errors = errorStreams.get(id);
      errorStreams.delete(id);
      forward(socket, stream, errors, kubelet, pod).catch(onError);
    },
  });
  let queue = Promise.resolve();
  socket.on('message', (data: Buffer) => {
    queue = queue.then(() => session.receive(data)).catch(() => socket.terminate());
  });
  socket.on('close', () => session.close());
  socket.on('error', () => socket.terminate());
}

async function forward(
  client: WebSocket,
  stream: SpdyStream,
  errors: SpdyStream | undefined,
  kubelet: KubeletEndpoint,
  pod: PodRef,
): Promise<void> {
  const port = Number(stream.headers.get('port'));
  const early: Buffer[] = [];
  let ended = false;
  stream.onData = (bytes) => early.push(Buffer.from(bytes));
  stream.onEnd = () => {
    ended = true;
  };
  let connection: MachineSocket;
  try {
    connection = await kubelet.dial(pod, port);
  } catch (error) {
    if (!(error instanceof KubeletError) && !(error instanceof NetworkError)) throw error;
    const message = `error forwarding port ${port} to pod ${pod.name}, uid : ${error.message}`;
    await errors?.send(Buffer.from(message));
    await errors?.end();
    await stream.reset();
    return;
  }
  connectUpstream(client, stream, connection, early, ended);
  try {
    for await (const chunk of connection) await stream.send(chunk);
  } catch {
    // A broken connection ends the stream as an orderly one does.
  }
  await stream.end();
  await errors?.end();
}

function connectUpstream(
  client: WebSocket,
  stream: SpdyStream,
  connection: MachineSocket,
  early: readonly Buffer[],
  ended: boolean,
): void {
  for (const bytes of early) connection.write(bytes);
  connection.on('drain', () => client.resume());
  connection.on('close', () => client.resume());
  connection.on('error', () => connection.destroy());
  stream.onData = (bytes) => {
    if (connection.destroyed) return;
    connection.write(Buffer.from(bytes));
    if (connection.writableLength > MAX_WAITING_BYTES) client.pause();
  };
  stream.onEnd = () => connection.end();
  stream.onReset = () => connection.destroy();
  if (ended) connection.end();
}
