import { Duplex } from 'node:stream';

/** One end of a connection in memory, with what node:http asks of a socket. */
export class MemorySocket extends Duplex {
  peer: MemorySocket | null = null;
  #resume: (() => void) | null = null;
  override _read(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.peer || this.peer.push(chunk)) done();
    else this.peer.#resume = done;
  }
  override _final(done: () => void): void {
    this.peer?.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { peer } = this;
    this.peer = null;
    if (peer && !peer.destroyed) peer.destroy();
    done(error);
  }
  setKeepAlive = () => this;
  setNoDelay = () => this;
  setTimeout = () => this;
  ref = () => this;
  unref = () => this;
}

/** A client's and a server's end. */
export function socketPair(): [MemorySocket, MemorySocket] {
  const [client, server] = [new MemorySocket(), new MemorySocket()];
  client.peer = server;
  server.peer = client;
  return [client, server];
}
