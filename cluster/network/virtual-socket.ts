import { Duplex } from 'node:stream';
import type { Clock } from '../machinery/clock.ts';
import { type MachineSocket, NetworkError } from '../machinery/machine.ts';

export interface SocketAddresses {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** What the connection behind two sockets wants to hear of them. */
export interface SocketOwner {
  readonly id: number;
  readonly clock: Clock;
  /** Sends bytes, or that there will be none (null), from one end to the other. False: they wait, and `arrived` is called when they get there. */
  carries(from: VirtualSocket, bytes: Uint8Array | null, arrived: () => void): boolean;
  /** Whether a reset from one end gets to the other. */
  reaches(from: VirtualSocket): boolean;
  /** One end has sent its last byte. */
  finished(socket: VirtualSocket): void;
  /** One end is gone: in good order, by a reset of its own (or given up), or by the other end's reset. */
  closed(socket: VirtualSocket, how: 'finished' | 'resets' | 'was reset'): void;
}

/** One end of an established connection. Bytes go straight to the other end while nothing on the way has changed; a full reader stops the writer. */
export class VirtualSocket extends Duplex implements MachineSocket {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly remoteFamily = 'IPv4';
  bytesRead = 0;
  bytesWritten = 0;
  readonly #owner: SocketOwner;
  #peer: VirtualSocket | null = null;
  /** The other end's writer, waiting for this end to read. */
  #resume: (() => void) | null = null;
  #ended = false;
  #reset = false;
  #brokenOff = false;
  #wasReset = false;
  /** What `setTimeout` was told last (as net.Socket's): an agent that keeps the socket need not set the same again. */
  timeout?: number;
  #timeoutMs = 0;
  #lastActivityMs = 0;
  #cancelTimeout: (() => void) | null = null;

  /** `allowHalfOpen` false: when the other end has sent its last byte, this one ends too (node:net's default). */
  constructor(owner: SocketOwner, addresses: SocketAddresses, allowHalfOpen: boolean) {
    super({ allowHalfOpen });
    // A reset is an event of the simulated world: a program that does not listen for it must not take the host down.
    this.on('error', ignore);
    this.#owner = owner;
    this.localAddress = addresses.localAddress;
    this.localPort = addresses.localPort;
    this.remoteAddress = addresses.remoteAddress;
    this.remotePort = addresses.remotePort;
  }

  static join(one: VirtualSocket, other: VirtualSocket): void {
    one.#peer = other;
    other.#peer = one;
  }

  get connectionId(): number {
    return this.#owner.id;
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.bytesWritten += chunk.length;
    if (this.#owner.carries(this, chunk, () => this.#arrive(chunk, done))) this.#arrive(chunk, done);
  }

  #arrive(chunk: Buffer, done: (error?: Error | null) => void): void {
    const peer = this.#peer;
    if (!peer || peer.destroyed) return done(new NetworkError('ECONNRESET'));
    peer.bytesRead += chunk.length;
    this.#touch();
    peer.#touch();
    if (peer.push(chunk)) done();
    else peer.#resume = done;
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sendEnd();
    // The kernel sends what is left of it by itself.
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelTimeout?.();
    const peer = this.#peer;
    // A socket closed with bytes unread answers with RST instead of FIN (RFC 1122 4.2.2.13).
    const reset = !this.#wasReset && (this.#reset || this.#brokenOff || this.readableLength > 0);
    const isHeard = reset && !this.#brokenOff && peer && !peer.destroyed && this.#owner.reaches(this);
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
    if (this.#brokenOff || this.#wasReset) this.#ended = true;
    else if (!reset) this.#sendEnd();
    this.#owner.closed(this, this.#wasReset ? 'was reset' : reset ? 'resets' : 'finished');
    if (isHeard) peer.#hearReset();
    done(error);
  }

  #hearReset(): void {
    this.#wasReset = true;
    this.destroy(new NetworkError('ECONNRESET'));
  }

  /** RST: the other end reads ECONNRESET. */
  resetAndDestroy(): this {
    this.#reset = true;
    return this.destroy();
  }

  /** The kernel gives the connection up; the other end does not hear of it. */
  breakOff(error: NetworkError): void {
    this.#brokenOff = true;
    this.destroy(error);
  }

  /** Both ends have finished: lets the end be seen if nothing is left to read. */
  closeWhenRead(): void {
    if (this.readableLength === 0 && !this.destroyed) this.resume();
  }

  /** An end that is said again is nothing; node:http does so at every close, and the error it would make for nobody is dear. */
  override end(done?: () => void): this;
  override end(chunk: unknown, done?: () => void): this;
  override end(chunk: unknown, encoding: BufferEncoding, done?: () => void): this;
  override end(chunk?: unknown, encoding?: unknown, done?: () => void): this {
    if (this.writableFinished && chunk === undefined && encoding === undefined) return this;
    return super.end(chunk, encoding as BufferEncoding, done);
  }

  /** Ends, then goes when all is written (what node:http asks of a socket). */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.timeout = ms;
    this.#timeoutMs = ms;
    this.#cancelTimeout?.();
    this.#cancelTimeout = null;
    if (callback && ms > 0) this.once('timeout', callback);
    if (ms > 0) {
      this.#lastActivityMs = this.#owner.clock.now();
      this.#armTimeout(ms);
    }
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #sendEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#owner.carries(this, null, () => this.#arriveEnd())) this.#arriveEnd();
  }

  #arriveEnd(): void {
    this.#owner.finished(this);
    const peer = this.#peer;
    if (peer && !peer.destroyed) peer.push(null);
  }

  #touch(): void {
    if (this.#timeoutMs > 0) this.#lastActivityMs = this.#owner.clock.now();
  }

  /** Looks again when the time is up: activity since then only moves the moment. */
  #armTimeout(delayMs: number): void {
    this.#cancelTimeout = this.#owner.clock.schedule(delayMs, () => {
      this.#cancelTimeout = null;
      const left = this.#lastActivityMs + this.#timeoutMs - this.#owner.clock.now();
      if (left > 0) return this.#armTimeout(left);
      this.emit('timeout');
    });
  }
}

function ignore(): void {}
