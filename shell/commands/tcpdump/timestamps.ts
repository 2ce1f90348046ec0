import { type Zone, zoneOf } from '../time/zoned-time.ts';

/** How the time of each packet is printed: `-t` given so many times. */
export class Timestamps {
  readonly #times: number;
  readonly #zone: Zone;
  #previous: number | null = null;

  constructor(times: number, timeZone: string | undefined) {
    this.#times = times;
    this.#zone = zoneOf(timeZone);
  }

  /** With the blank after it; nothing with one `-t`. */
  of(micros: number): string {
    if (this.#times === 1) return '';
    if (this.#times === 2) return `${Math.floor(micros / 1e6)}.${fraction(micros)} `;
    if (this.#times === 3 || this.#times >= 5) return `${this.#since(micros)} `;
    const ms = Math.floor(micros / 1e3);
    const local = new Date(ms + this.#zone.offsetSeconds(ms) * 1e3).toISOString();
    const clock = `${local.slice(11, 19)}.${fraction(micros)} `;
    return this.#times === 4 ? `${local.slice(0, 10)} ${clock}` : clock;
  }

  /** Since the packet before, or since the first. */
  #since(micros: number): string {
    const before = this.#previous ?? micros;
    if (this.#times === 3 || this.#previous === null) this.#previous = micros;
    const passed = Math.abs(micros - before);
    const seconds = Math.floor(passed / 1e6);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
    return `${micros < before ? '-' : ' '}${text}.${fraction(passed)}`;
  }
}

function fraction(micros: number): string {
  return String(micros % 1e6).padStart(6, '0');
}
