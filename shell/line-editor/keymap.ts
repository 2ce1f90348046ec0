/** What a key sequence does: a named command, a macro's keys, or a shell command (`bind -x`). */
export type Binding = { readonly command: string } | { readonly macro: string } | { readonly shellCommand: string };

/** Key sequences and what they do. */
export class Keymap {
  readonly #bindings: Map<string, Binding>;
  /** How many bindings go on after these characters. */
  readonly #prefixes = new Map<string, number>();

  constructor(bindings: Iterable<readonly [string, Binding]> = []) {
    this.#bindings = new Map();
    for (const [sequence, binding] of bindings) this.bind(sequence, binding);
  }

  bind(sequence: string, binding: Binding): void {
    if (sequence === '') return;
    if (!this.#bindings.has(sequence)) this.#count(sequence, 1);
    this.#bindings.set(sequence, binding);
  }

  unbind(sequence: string): void {
    if (this.#bindings.delete(sequence)) this.#count(sequence, -1);
  }

  find(sequence: string): Binding | undefined {
    return this.#bindings.get(sequence);
  }

  isPrefix(sequence: string): boolean {
    return (this.#prefixes.get(sequence) ?? 0) > 0;
  }

  entries(): [string, Binding][] {
    return [...this.#bindings];
  }

  #count(sequence: string, by: number): void {
    for (let length = 1; length < sequence.length; length++) {
      const prefix = sequence.slice(0, length);
      this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + by);
    }
  }
}
