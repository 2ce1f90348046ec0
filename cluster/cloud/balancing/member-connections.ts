import type { Clock } from '../../machinery/clock.ts';
import type { MachineSocket } from '../../machinery/machine.ts';
import type { Member } from './member.ts';

type Ends = readonly MachineSocket[];

/** The connections a proxy has, by member: counted, and cut when a removed member's time is up. */
export class MemberConnections {
  readonly #clock: Clock;
  readonly #open = new Map<Member, Set<Ends>>();
  readonly #cancels = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The last of `ends` is the member's. */
  add(member: Member, ...ends: MachineSocket[]): void {
    const open = this.#open.get(member) ?? new Set();
    this.#open.set(member, open);
    open.add(ends);
    member.activeConnections++;
    ends.at(-1)?.once('close', () => {
      member.activeConnections--;
      open.delete(ends);
      if (open.size === 0 && this.#open.get(member) === open) this.#open.delete(member);
    });
  }

  drain(member: Member, ms: number): void {
    if (!this.#open.has(member)) return;
    const cancel = this.#clock.schedule(ms, () => {
      this.#cancels.delete(cancel);
      this.#cut(member);
    });
    this.#cancels.add(cancel);
  }

  close(): void {
    for (const cancel of this.#cancels) cancel();
    for (const member of [...this.#open.keys()]) this.#cut(member);
  }

  #cut(member: Member): void {
    for (const ends of [...(this.#open.get(member) ?? [])]) for (const end of ends) end.resetAndDestroy();
  }
}
