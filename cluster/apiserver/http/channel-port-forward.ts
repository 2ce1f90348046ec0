import type { WebSocket } from 'ws';
import type { KubeletEndpoint, PodRef } from '../../machinery/kubelet-endpoint.ts';
import { refusals } from '../errors.ts';
import { type ChannelProtocol, decodeChannel, encodeChannel } from './channel-protocol.ts';
import { type ForwardedConnection, forward } from './port-forward.ts';

const MOST_PORTS = 100;
const NORMAL_CLOSURE = 1000;

/** The `ports` of the query: `ports=80&ports=443` or `ports=80,443`. Throws 400. */
export function portsOf(query: URLSearchParams): number[] {
  const texts = query.getAll('ports').flatMap((text) => text.split(','));
  if (texts.length === 0) throw refusals.badRequest('query parameter "ports" is required');
  return texts.slice(0, MOST_PORTS).map((text) => {
    if (text === '') throw refusals.badRequest('query parameter "ports" cannot be empty');
    const port = Number(text);
    if (!/^\d+$/.test(text) || port > 65_535)
      throw refusals.badRequest(`unable to parse ${JSON.stringify(text)} as a port`);
    if (port < 1) throw refusals.badRequest(`port ${JSON.stringify(text)} must be > 0`);
    return port;
  });
}

/**
 * Port-forward as channels of a WebSocket: a data and an error channel for each port, the port's number first, low byte
 * first (kubelet/pkg/cri/streaming/portforward/websocket.go).
 */
export function serveChannelPortForward(
  socket: WebSocket,
  protocol: ChannelProtocol,
  ports: readonly number[],
  kubelet: KubeletEndpoint,
  pod: PodRef,
  onError: (error: unknown) => void,
): void {
  const channels = ports.map((port, index) => createChannel(socket, protocol, port, index));
  socket.on('message', (data: Buffer) => {
    const message = decodeChannel(protocol, data);
    if (message && message.channel % 2 === 0) channels[message.channel / 2]?.receive(message.bytes);
  });
  const closed = () => {
    for (const channel of channels) channel.reset();
  };
  socket.on('close', closed);
  socket.on('error', () => socket.terminate());
  const all = channels.map((channel) => forward(socket, channel.connection, kubelet, pod));
  void Promise.all(all)
    .catch(onError)
    .finally(() => socket.close(NORMAL_CLOSURE));
}

function createChannel(socket: WebSocket, protocol: ChannelProtocol, port: number, index: number) {
  let onData: (bytes: Buffer) => void = () => {};
  let onReset: () => void = () => {};
  const send = (channel: number, bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      if (socket.readyState !== socket.OPEN) resolve();
      else socket.send(encodeChannel(protocol, channel, bytes), () => resolve());
    });
  const announced = Buffer.alloc(2);
  announced.writeUInt16LE(port);
  void send(index * 2, announced);
  void send(index * 2 + 1, announced);
  const connection: ForwardedConnection = {
    port,
    onData: (listener) => {
      onData = listener;
    },
    onEnd: () => {},
    onReset: (listener) => {
      onReset = listener;
    },
    send: (bytes) => send(index * 2, bytes),
    end: async () => {},
    fail: (message) => send(index * 2 + 1, Buffer.from(message)),
  };
  return { connection, receive: (bytes: Buffer) => onData(bytes), reset: () => onReset() };
}
