import type { ByteTransport } from '../byte-transport.ts';
import { SpdySession, type SpdyStream } from './spdy-session.ts';

/** Speaks SPDY/3.1 on a connection until it ends; what is no SPDY ends it. */
export function serveSpdy(transport: ByteTransport, onStream: (stream: SpdyStream) => void): void {
  const session = new SpdySession({ send: (bytes) => transport.send(bytes), onStream });
  let queue = Promise.resolve();
  transport.onData((bytes) => {
    queue = queue.then(() => session.receive(bytes)).catch(() => transport.destroy());
  });
  transport.onClose(() => {
    void queue.then(() => session.close());
  });
}
