import { Duplex } from 'node:stream';
import type { ByteConnection } from '../drivers/driver.ts';

/** A connection of a driver as node:http knows connections. */
export function connectionStream(connection: ByteConnection): Duplex {
  let reading = false;
  const stream = new Duplex({
    allowHalfOpen: true,
    read() {
      if (reading) return;
      reading = true;
      connection.read().then(
        (bytes) => {
          reading = false;
          // `push` asks for more by itself when there is room.
          stream.push(bytes);
        },
        (error) => stream.destroy(error),
      );
    },
    write(chunk: Buffer, _encoding, done) {
      connection.write(chunk).then(() => done(), done);
    },
    // HTTP/1.1 has no half-closed connections: who has said everything has also heard everything.
    final(done) {
      connection.close();
      done();
    },
    destroy(error, done) {
      connection.close();
      done(error);
    },
  });
  // What node:http asks of a socket.
  return Object.assign(stream, {
    setTimeout: () => stream,
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}
