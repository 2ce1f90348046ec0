import { absolutePath } from '../../interpreter/path-name.ts';
import type { Call } from '../everyday/define.ts';
import type { Connection } from './connection.ts';

/** One run of wget: how much it tells, and what it keeps from one URL to the next. */
export class Session {
  readonly call: Call;
  readonly startedMs: number;
  downloads = 0;
  bytes = 0;
  transferMs = 0;
  /** The last connection, while its server keeps it. */
  kept: Connection | null = null;
  readonly #log: string | undefined;

  constructor(call: Call) {
    this.call = call;
    this.startedMs = call.process.machine.clock.now();
    const log = call.value('o') ?? call.value('a');
    this.#log = log === undefined ? undefined : call.path(log);
    if (call.has('o')) call.process.machine.files.write(this.#log!, new Uint8Array());
  }

  get quiet(): boolean {
    return this.call.has('q');
  }

  get terse(): boolean {
    return this.call.has('nv') || this.quiet;
  }

  /** What is always told. */
  async tell(text: string): Promise<void> {
    const { process } = this.call;
    if (this.#log !== undefined) process.machine.files.append(absolutePath(this.#log, '/'), Buffer.from(text));
    else await process.stderr.write(Buffer.from(text));
  }

  /** What -q leaves out. */
  async say(text: string): Promise<void> {
    if (!this.quiet) await this.tell(text);
  }

  /** What -nv leaves out, too. */
  async explain(text: string): Promise<void> {
    if (!this.terse) await this.tell(text);
  }

  /** A name in the quotes of the locale. */
  quoted(text: string): string {
    const { environment } = this.call.process;
    const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
    return /utf-?8/i.test(locale) ? `‘${text}’` : `'${text}'`;
  }

  /** Seconds of an option; undefined when it is not given or 0 ("never"). */
  seconds(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = Number(this.call.value(name));
      if (this.call.has(name)) return value > 0 ? value : undefined;
    }
    return undefined;
  }
}
