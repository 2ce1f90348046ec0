import { type Datagram, NetworkError, type Process, type UdpSocket } from '../../cluster/machinery/machine.ts';
import type { NetcatOptions } from './netcat.ts';

/** How long -z waits for a refusal, as OpenBSD's udptest does with its four datagrams. */
const TEST_MS = 3_000;
/** Datagrams that wait to be written; more are lost, as when a socket's buffer is full. */
const WAITING_MAX = 256;

interface Peer {
  readonly address: string;
  readonly port: number;
}

/** `nc -u HOST PORT`: what is typed as datagrams, answers to stdout. True when it went well. */
export function exchangeUdp(process: Process, peer: Peer, options: NetcatOptions): Promise<boolean> {
  return converse(process, options.sourcePort ?? 0, options, peer);
}

/** `nc -u -l PORT`: talks with the first who sends something. Throws EADDRINUSE. */
export function listenUdpOnce(process: Process, port: number, options: NetcatOptions): Promise<boolean> {
  return converse(process, port, options, null);
}

async function converse(process: Process, port: number, options: NetcatOptions, peer: Peer | null): Promise<boolean> {
  return new Promise((resolve) => {
    const session = new UdpSession(process, options, peer, resolve);
    const receive = (datagram: Datagram) => session.received(datagram);
    const failed = ({ code }: NetworkError) => session.end(code !== 'ECONNREFUSED');
    session.start(process.machine.network.listenUdp(port, receive, { program: 'nc', ...(peer && { failed }) }));
  });
}

/** Whether nobody refuses a datagram: all that -z can know over UDP. */
export function testUdp(process: Process, { address, port }: Peer): Promise<boolean> {
  const { network, clock } = process.machine;
  return new Promise((resolve) => {
    const end = (open: boolean) => {
      cancel();
      socket.close();
      resolve(open);
    };
    const cancel = clock.schedule(TEST_MS, () => end(true));
    const socket = network.listenUdp(0, () => {}, { program: 'nc', failed: () => end(false) });
    process.signal.addEventListener('abort', () => end(false), { once: true });
    socket.send(Buffer.from('X'), port, address);
  });
}

/** One conversation: over when it is silent for as long as -w says, refused, or interrupted. */
class UdpSession {
  readonly #process: Process;
  readonly #options: NetcatOptions;
  readonly #resolve: (good: boolean) => void;
  #peer: Peer | null;
  #socket: UdpSocket | null = null;
  #cancelTimeout: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #interrupt = () => this.end(true);

  constructor(process: Process, options: NetcatOptions, peer: Peer | null, resolve: (good: boolean) => void) {
    this.#process = process;
    this.#options = options;
    this.#peer = peer;
    this.#resolve = resolve;
  }

  start(socket: UdpSocket): void {
    this.#socket = socket;
    this.#process.signal.addEventListener('abort', this.#interrupt, { once: true });
    // A server waits for its first client however long that takes.
    if (this.#peer) this.#speak();
  }

  received({ data, address, port }: Datagram): void {
    if (!this.#peer) {
      this.#peer = { address, port };
      this.#speak();
    }
    if (this.#peer.address !== address || this.#peer.port !== port) return;
    this.#touch();
    if (this.#waiting >= WAITING_MAX) return;
    this.#waiting++;
    this.#writing = this.#writing.then(() => this.#write(data));
  }

  async #write(data: Uint8Array): Promise<void> {
    try {
      await this.#process.stdout.write(data);
      this.#waiting--;
    } catch {
      // Nobody reads any more.
      this.end(false);
    }
  }

  end(good: boolean): void {
    this.#cancelTimeout?.();
    this.#process.signal.removeEventListener('abort', this.#interrupt);
    this.#socket?.close();
    void this.#writing.then(() => this.#resolve(good));
  }

  #speak(): void {
    this.#touch();
    this.#sendTyped().catch((error: unknown) => {
      // The conversation was over while it still waited for input.
      if (this.#process.signal.aborted) return;
      if (!(error instanceof NetworkError)) throw error;
      this.end(false);
    });
  }

  async #sendTyped(): Promise<void> {
    const { stdin } = this.#process;
    const { address, port } = this.#peer!;
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      this.#socket?.send(chunk, port, address);
      this.#touch();
    }
  }

  #touch(): void {
    const { timeoutMs } = this.#options;
    this.#cancelTimeout?.();
    if (timeoutMs !== null) this.#cancelTimeout = this.#process.machine.clock.schedule(timeoutMs, this.#interrupt);
  }
}
