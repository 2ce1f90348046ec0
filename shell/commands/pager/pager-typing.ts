import type { FullScreen } from '../editor/full-screen.ts';

export type PagerInput = Awaited<ReturnType<FullScreen['key']>>;
type PressedKey = Exclude<PagerInput, 'resize' | null>;

/** Where a pager's keys come from; a key can be waited for beside something else. */
export class PagerTyping {
  readonly #screen: FullScreen;
  #asked: Promise<PagerInput> | null = null;
  readonly #early: PressedKey[] = [];

  constructor(screen: FullScreen) {
    this.#screen = screen;
  }

  async key(): Promise<PagerInput> {
    const early = this.#early.shift();
    if (early) return early;
    this.#asked ??= this.#screen.key();
    const input = await this.#asked;
    this.#asked = null;
    return input;
  }

  /** A key, or that the other came first; the key is not lost then. */
  async keyOr(other: Promise<'changed'>, takesEarly: boolean): Promise<PagerInput | 'changed'> {
    if (takesEarly && this.#early.length > 0) return this.#early.shift()!;
    this.#asked ??= this.#screen.key();
    const input = await Promise.race([this.#asked, other]);
    if (input !== 'changed') this.#asked = null;
    return input;
  }

  get isEarly(): boolean {
    return this.#early.length > 0;
  }

  /** The next key is this one. */
  unread(key: PressedKey): void {
    this.#early.unshift(key);
  }

  /** Comes after what waits already. */
  later(key: PressedKey): void {
    this.#early.push(key);
  }

  /** Ctrl-C drops what was typed before. */
  drop(): void {
    this.#early.length = 0;
  }

  /** One character, where a command wants one; null where it was something else. */
  async character(): Promise<string | null> {
    let key = await this.key();
    while (key === 'resize' || (key !== null && 'name' in key && key.name === 'escape')) key = await this.key();
    if (key === null || !('text' in key)) return null;
    const [first = ''] = key.text;
    if (key.text.length > first.length) this.unread({ text: key.text.slice(first.length) });
    return first;
  }
}
