import { KEY } from './keys.ts';

/** Keys to be read before the ones that are typed. */
interface Source {
  readonly keys: readonly string[];
  at: number;
  /** Its end breaks off what waits for more (`:normal`, `.`); otherwise reading goes on below it (macros). */
  readonly bounded: boolean;
}

/** Deeper, a macro that calls itself is broken off. */
const MAX_DEPTH = 200;

/** Where commands get their keys: from macros and repeated commands first, then from the terminal. */
export class KeyQueue {
  readonly #read: () => Promise<string>;
  readonly #breathe: () => Promise<void>;
  #sources: Source[] = [];
  /** Keys typed while a macro is recorded; null while none is. */
  recorded: string[] | null = null;
  /** Keys of the command that runs, for `.`. */
  command: string[] = [];

  /** `breathe` is called between keys that nobody types. */
  constructor(read: () => Promise<string>, breathe: () => Promise<void>) {
    this.#read = read;
    this.#breathe = breathe;
  }

  async next(): Promise<string> {
    for (;;) {
      const source = this.#sources.at(-1);
      if (!source) break;
      const key = source.keys[source.at];
      if (key !== undefined) {
        source.at++;
        await this.#breathe();
        this.command.push(key);
        return key;
      }
      if (source.bounded) return '\x1b';
      this.#sources.pop();
    }
    const key = await this.#read();
    if (key !== KEY.resize && key !== KEY.gone) {
      this.recorded?.push(key);
      this.command.push(key);
    }
    return key;
  }

  /** True when keys are waiting that nobody types. */
  get isFed(): boolean {
    return this.#sources.some(({ keys, at }) => at < keys.length);
  }

  /** The last key was not meant for the one who read it. */
  unread(key: string): void {
    this.command.pop();
    const source = this.#sources.at(-1);
    if (source && source.at > 0) source.at--;
    else this.#sources.push({ keys: [key], at: 0, bounded: false });
  }

  feed(keys: string): boolean {
    if (this.#sources.length >= MAX_DEPTH) return false;
    while (this.#sources.length > 0 && this.#isDone(this.#sources.at(-1)!) && !this.#sources.at(-1)!.bounded)
      this.#sources.pop();
    this.#sources.push({ keys: [...keys], at: 0, bounded: false });
    return true;
  }

  /** Runs commands until these keys are used up. */
  async runBounded(keys: string, runCommand: () => Promise<void>): Promise<void> {
    if (this.#sources.length >= MAX_DEPTH) return;
    const source: Source = { keys: [...keys], at: 0, bounded: true };
    const depth = this.#sources.length;
    this.#sources.push(source);
    try {
      while (this.#sources.length > depth && !this.#exhausted(depth)) await runCommand();
    } finally {
      this.#sources.length = Math.min(depth, this.#sources.length);
    }
  }

  /** An error ends macros. */
  drop(): void {
    this.#sources = [];
  }

  #exhausted(depth: number): boolean {
    return this.#sources.slice(depth).every((source) => this.#isDone(source));
  }

  #isDone(source: Source): boolean {
    return source.at >= source.keys.length;
  }
}
