import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Bytes both ways, cut anywhere: an upgraded connection, or the binary messages of a WebSocket. */
export interface ByteTransport {
  /** Resolves when there is room for more, also when nobody is there any more. */
  send(bytes: Uint8Array): Promise<void>;
  onData(listener: (bytes: Buffer) => void): void;
  onClose(listener: () => void): void;
  /** Stops reading from the client until `resume`. */
  pause(): void;
  resume(): void;
  /** Closes in order, after what was sent. */
  end(): void;
  destroy(): void;
}

export function socketTransport(socket: Duplex, head: Buffer): ByteTransport {
  if (head.length > 0) socket.unshift(head);
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed || socket.writableEnded) resolve();
        else socket.write(bytes, () => resolve());
      }),
    onData: (listener) => socket.on('data', listener),
    onClose: (listener) => {
      let told = false;
      const once = () => {
        if (!told) listener();
        told = true;
      };
      socket.on('end', once);
      socket.on('close', once);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  };
}

export function webSocketTransport(socket: WebSocket): ByteTransport {
  socket.on('error', () => socket.terminate());
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) resolve();
        else socket.send(bytes, () => resolve());
      }),
    onData: (listener) => socket.on('message', (data: Buffer) => listener(data)),
    onClose: (listener) => socket.on('close', listener),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.close(),
    destroy: () => socket.terminate(),
  };
}
