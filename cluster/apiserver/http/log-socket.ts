import type { WebSocket } from 'ws';
import { type KubeletEndpoint, KubeletError } from '../../machinery/kubelet-endpoint.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { ChannelProtocol } from './channel-protocol.ts';
import { openLog } from './log-stream.ts';

const NORMAL_CLOSURE = 1000;

/** A log as messages of a WebSocket (apimachinery/pkg/util/httpstream/wsstream/stream.go). */
export async function streamLogToSocket(
  server: ServerState,
  request: ResourceRequest,
  kubeletOf: (nodeName: string) => KubeletEndpoint | undefined,
  socket: WebSocket,
  { binary }: ChannelProtocol,
): Promise<void> {
  const gone = new AbortController();
  socket.on('close', () => gone.abort());
  socket.on('error', () => socket.terminate());
  try {
    for await (const chunk of openLog(server, request, kubeletOf, gone.signal)) {
      if (socket.readyState !== socket.OPEN) return;
      const message = binary ? chunk : Buffer.from(chunk).toString('base64');
      await new Promise<void>((resolve) => socket.send(message, () => resolve()));
    }
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error;
  } finally {
    socket.close(NORMAL_CLOSURE);
  }
}
