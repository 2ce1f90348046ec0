import {
  type EchoReply,
  type EchoSocket,
  type IcmpError,
  NetworkError,
  type Process,
} from '../../../cluster/machinery/machine.ts';
import { plausibleTime, RoundTrips } from './round-trips.ts';

export interface EchoPlan {
  readonly address: string;
  /** The first packet's sequence number. */
  readonly first: number;
  readonly count: number;
  readonly intervalMs: number;
  /** The next packet goes as soon as the last one's answer is there. */
  readonly followReplies: boolean;
  readonly lingerMs: number;
  /** Of the whole run; 0 for none. */
  readonly deadlineMs: number;
  readonly preload: number;
  readonly bytes: number;
  readonly ttl: number | undefined;
  readonly dontFragment: boolean;
  /** An error counts as the end of its packet. */
  readonly errorsEnd: boolean;
}

/** What a ping says while it runs. Texts are collected and written in order. */
export interface EchoView {
  sent?(sequence: number): string;
  replied(reply: EchoReply, ms: number): string;
  failed(error: IcmpError, sequence: number): string;
  /** What this machine itself would not send. */
  refused(error: NetworkError): string;
  late?(sequence: number): string;
}

/** Sends echo requests and hears their answers until it is enough or the process is told to end. */
export class EchoLoop {
  readonly trips = new RoundTrips();
  transmitted = 0;
  received = 0;
  errors = 0;
  /** The most packets that were under way at once. */
  pipe = 0;
  startedMs = 0;
  lastSentMs = 0;
  readonly #process: Process;
  readonly #plan: EchoPlan;
  readonly #view: EchoView;
  readonly #sentAt = new Map<number, number>();
  readonly #socket: EchoSocket;
  #pending: Promise<void> = Promise.resolve();
  #finish: () => void = () => {};
  #cancel: (() => void)[] = [];
  #cancelNext: () => void = () => {};
  #over = false;

  constructor(process: Process, plan: EchoPlan, view: EchoView) {
    this.#process = process;
    this.#plan = plan;
    this.#view = view;
    const { network } = process.machine;
    this.#socket = network.openEcho!({
      replied: (reply) => this.#replied(reply),
      failed: (error, sequence) => this.#failed(error, sequence),
    });
  }

  get identifier(): number {
    return this.#socket.identifier;
  }

  /** Ends what runs, as SIGINT does. */
  stop(): void {
    this.#finish();
  }

  async run(): Promise<void> {
    const { clock } = this.#process.machine;
    const { deadlineMs, preload } = this.#plan;
    const ended = new Promise<void>((resolve) => {
      this.#finish = () => {
        this.#over = true;
        resolve();
      };
    });
    const undo = this.#process.onSignal('SIGINT', this.#finish);
    this.#process.signal.addEventListener('abort', this.#finish, { once: true });
    this.startedMs = clock.now();
    if (deadlineMs > 0) this.#cancel.push(clock.schedule(deadlineMs, this.#finish));
    try {
      for (let index = 0; index < preload && !this.#over; index++) this.#send();
      await ended;
    } finally {
      undo();
      this.#process.signal.removeEventListener('abort', this.#finish);
      this.#cancelNext();
      for (const cancel of this.#cancel) cancel();
      this.#socket.close();
      await this.#pending;
    }
  }

  #send(): void {
    const { clock } = this.#process.machine;
    const { address, bytes, ttl, dontFragment, first, count, intervalMs } = this.#plan;
    if (this.#over || this.transmitted >= count) return;
    const sequence = (first + this.transmitted) & 0xffff;
    if (this.transmitted > 0 && this.#view.late && this.#sentAt.has((sequence - 1) & 0xffff)) {
      this.#print(this.#view.late((sequence - 1) & 0xffff));
    }
    this.transmitted++;
    this.lastSentMs = clock.now();
    this.#sentAt.set(sequence, clock.now());
    if (this.#sentAt.size > SENT_MAX) this.#sentAt.delete(this.#sentAt.keys().next().value!);
    if (this.#view.sent) this.#print(this.#view.sent(sequence));
    this.#cancelNext();
    if (this.transmitted < count) this.#cancelNext = clock.schedule(Math.max(intervalMs, LEAST_MS), () => this.#send());
    else this.#linger();
    try {
      const data = new Uint8Array(bytes);
      this.#socket.send(address, { sequence, data, dontFragment, ...(ttl !== undefined && { ttl }) });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      this.#sentAt.delete(sequence);
      this.#print(this.#view.refused(error));
      // What a rule of its own does not let out is as lost as any other (recorded: nothing is said, nothing counted).
      if (error.code !== 'EMSGSIZE') return;
      this.errors++;
      this.#checkEnd();
    }
  }

  /** After the last packet: twice the longest time so far, or the whole wait when nothing has come. */
  #linger(): void {
    const { lingerMs, deadlineMs } = this.#plan;
    if (deadlineMs > 0) return;
    const waitMs = this.received > 0 ? Math.max(2 * this.trips.max, 1_000) : lingerMs;
    this.#cancel.push(this.#process.machine.clock.schedule(Math.min(waitMs, lingerMs), this.#finish));
  }

  #replied(reply: EchoReply): void {
    const { clock, random } = this.#process.machine;
    const sentMs = this.#sentAt.get(reply.sequence);
    if (sentMs === undefined || this.#over) return;
    const ms = plausibleTime(clock.now() - sentMs, 64 - reply.ttl, random.next());
    this.received++;
    this.trips.add(ms);
    this.#acknowledge(reply.sequence);
    this.#print(this.#view.replied(reply, ms));
    if (this.#checkEnd()) return;
    if (this.#plan.followReplies && this.transmitted < this.#plan.count) {
      this.#cancelNext();
      this.#cancelNext = clock.schedule(LEAST_MS, () => this.#send());
    }
  }

  #failed(error: IcmpError, sequence: number): void {
    if (this.#over) return;
    this.errors++;
    this.#acknowledge(sequence);
    this.#print(this.#view.failed(error, sequence));
    this.#checkEnd();
  }

  #acknowledge(sequence: number): void {
    this.#sentAt.delete(sequence);
    const last = (this.#plan.first + this.transmitted - 1) & 0xffff;
    const underWay = ((last - sequence) & 0xffff) + 1;
    if (underWay < 0x8000) this.pipe = Math.max(this.pipe, underWay);
  }

  #checkEnd(): boolean {
    const { count, errorsEnd, deadlineMs } = this.#plan;
    const enough = this.received + (errorsEnd ? this.errors : 0) >= count;
    if (enough || (deadlineMs > 0 && errorsEnd && this.errors > 0)) this.#finish();
    return this.#over;
  }

  #print(text: string): void {
    if (text === '') return;
    this.#pending = this.#pending.then(() => this.#process.stdout.write(Buffer.from(text))).catch(() => this.#finish());
  }
}

/** Packets whose answers are still waited for. */
const SENT_MAX = 8_192;
/** The kernel's clock does not tick faster for a sender of floods. */
const LEAST_MS = 2;
