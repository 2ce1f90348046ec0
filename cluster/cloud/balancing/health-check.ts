import type { Clock } from '../../machinery/clock.ts';
import { type MachineSocket, NETWORK_ERROR_TEXTS, NetworkError } from '../../machinery/machine.ts';
import type { Host } from '../../network/network.ts';
import type { Member } from './member.ts';

export interface HealthCheckOptions {
  readonly type: 'TCP' | 'HTTP';
  /** Absent: the member's own port. */
  readonly port?: number;
  /** HTTP: by default `/`. */
  readonly path?: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Successes in a row that make an unhealthy member healthy. */
  readonly healthyAfter: number;
  /** Failures in a row after which a healthy member gets no more connections. */
  readonly unhealthyAfter: number;
}

/** What a balancer made by hand asks its members, unless told otherwise. */
export const DEFAULT_HEALTH_CHECK: HealthCheckOptions = {
  type: 'TCP',
  intervalMs: 2_000,
  timeoutMs: 1_000,
  healthyAfter: 1,
  unhealthyAfter: 2,
};

/** Who refuses the very first question is asked once more before it is judged: a node may not have its rules yet. */
const SECOND_MS = 250;
const REFUSED = NETWORK_ERROR_TEXTS.ECONNREFUSED.toLowerCase();

/** A status line is read no further than this. */
const ANSWER_MAX_BYTES = 8_192;

/** Asks one member again and again: opens a connection and sends nothing (TCP), or asks for a page (HTTP, 200 to 399). */
export class HealthCheck {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #member: Member;
  readonly #options: HealthCheckOptions;
  readonly #changed: () => void;
  #asked = false;
  #stopped = false;
  #cancel: () => void = () => {};

  constructor(host: Host, clock: Clock, member: Member, options: HealthCheckOptions, changed: () => void) {
    this.#host = host;
    this.#clock = clock;
    this.#member = member;
    this.#options = options;
    this.#changed = changed;
    void this.#check();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #check(): Promise<void> {
    const reason = await this.#attempt();
    if (this.#stopped) return;
    if (reason === REFUSED && !this.#asked) {
      this.#asked = true;
      this.#cancel = this.#clock.schedule(SECOND_MS, () => void this.#check());
      return;
    }
    this.#asked = true;
    if (this.#member.record(reason, this.#options)) this.#changed();
    this.#cancel = this.#clock.schedule(this.#options.intervalMs, () => void this.#check());
  }

  /** Why the member did not answer as it should, or undefined. */
  async #attempt(): Promise<string | undefined> {
    const { type, port = this.#member.port, timeoutMs } = this.#options;
    const deadline = this.#clock.now() + timeoutMs;
    try {
      const options = { origin: 'system', timeoutMs, program: 'health-check' } as const;
      const socket = await this.#host.connect(this.#member.address, port, options);
      if (type === 'HTTP') return await this.#askForPage(socket, deadline - this.#clock.now());
      socket.resume().end();
      return undefined;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return NETWORK_ERROR_TEXTS[error.code].toLowerCase();
    }
  }

  #askForPage(socket: MachineSocket, leftMs: number): Promise<string | undefined> {
    const { path = '/' } = this.#options;
    return new Promise((resolve) => {
      let answer = '';
      const done = (reason: string | undefined) => {
        cancel();
        resolve(reason);
        socket.destroy();
      };
      const cancel = this.#clock.schedule(Math.max(leftMs, 0), () => done('no answer in time'));
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
        const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
        if (status) done(Number(status) >= 200 && Number(status) < 400 ? undefined : `answered ${status}`);
        else if (answer.includes('\n') || answer.length > ANSWER_MAX_BYTES) done('the answer is not HTTP');
      });
      socket.once('error', () => done('connection reset by peer'));
      socket.once('close', () => done('closed without an answer'));
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${this.#member.address}\r\nUser-Agent: health-check\r\nConnection: close\r\n\r\n`,
      );
    });
  }
}
