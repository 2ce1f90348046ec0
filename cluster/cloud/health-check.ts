import type { Clock } from '../machinery/clock.ts';
import { NETWORK_ERROR_TEXTS, NetworkError } from '../machinery/machine.ts';
import type { Host } from '../network/network.ts';
import type { Target } from './load-balancer.ts';

const INTERVAL_MS = 2000;
const TIMEOUT_MS = 1000;
/** Failures in a row after which a healthy target gets no more connections. */
const UNHEALTHY_AFTER = 2;

/** Opens a TCP connection to a target again and again, as a layer-4 balancer's monitor does; it sends nothing. */
export class HealthCheck {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #target: Target;
  readonly #changed: () => void;
  #stopped = false;
  #cancel: () => void = () => {};

  constructor(host: Host, clock: Clock, target: Target, changed: () => void) {
    this.#host = host;
    this.#clock = clock;
    this.#target = target;
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
    this.#record(reason);
    this.#cancel = this.#clock.schedule(INTERVAL_MS, () => void this.#check());
  }

  /** Why the target did not answer, or undefined. */
  async #attempt(): Promise<string | undefined> {
    try {
      const socket = await this.#host.connect(this.#target.address, this.#target.port, {
        origin: 'system',
        timeoutMs: TIMEOUT_MS,
        program: 'health-check',
      });
      socket.resume().end();
      return undefined;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return NETWORK_ERROR_TEXTS[error.code].toLowerCase();
    }
  }

  #record(reason: string | undefined): void {
    const target = this.#target;
    const before = `${target.state} ${target.reason}`;
    target.failures = reason ? target.failures + 1 : 0;
    target.reason = reason ?? '';
    if (!reason) target.state = 'healthy';
    else if (target.state === 'checking' || target.failures >= UNHEALTHY_AFTER) target.state = 'unhealthy';
    if (before !== `${target.state} ${target.reason}`) this.#changed();
  }
}
