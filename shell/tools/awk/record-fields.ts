import { AwkFatal } from './failure.ts';
import { type Splitter, splitBlanks } from './field-splitting.ts';
import { inputValue, type Value } from './value.ts';

const MOST_FIELDS = 1_000_000;

/** $0 and its fields: split when a field is asked for, joined when $0 is after a field was set. */
export class RecordFields {
  splitter: Splitter = splitBlanks;
  readonly #outputSeparator: () => string;
  readonly #toText: (value: Value) => string;
  #text = '';
  #value: Value;
  #parts: string[] | null = [];
  #fields: Value[] = [];
  #changed = false;

  constructor(outputSeparator: () => string, toText: (value: Value) => string) {
    this.#outputSeparator = outputSeparator;
    this.#toText = toText;
  }

  setRecord(text: string): void {
    this.#text = text;
    this.#value = undefined;
    this.#parts = null;
    this.#changed = false;
  }

  text(): string {
    if (this.#changed) this.#join();
    return this.#text;
  }

  /** A new separator counts from the next record on: what is there is split first. */
  changeSplitter(splitter: Splitter): void {
    this.#split();
    this.splitter = splitter;
  }

  get count(): number {
    return this.#split().length;
  }

  set count(count: number) {
    if (count < 0) throw new AwkFatal('NF set to negative value');
    this.#checkIndex(count);
    const parts = this.#split();
    while (parts.length < count) {
      parts.push('');
      this.#fields.push(undefined);
    }
    parts.length = count;
    this.#fields.length = count;
    this.#changed = true;
  }

  get(index: number): Value {
    if (index === 0) {
      if (this.#changed) this.#join();
      this.#value ??= inputValue(this.#text);
      return this.#value;
    }
    const parts = this.#split();
    if (index > parts.length) return undefined;
    if (index < 0 || Number.isNaN(index)) throw new AwkFatal(`attempt to access field ${Math.trunc(index)}`);
    const known = this.#fields[index - 1];
    if (known !== undefined) return known;
    const value = inputValue(parts[index - 1]!);
    this.#fields[index - 1] = value;
    return value;
  }

  set(index: number, value: Value): void {
    if (index === 0) return this.setRecord(this.#toText(value));
    if (index < 0) throw new AwkFatal(`attempt to access field ${index}`);
    this.#checkIndex(index);
    const parts = this.#split();
    while (parts.length < index) {
      parts.push('');
      this.#fields.push(undefined);
    }
    parts[index - 1] = this.#toText(value);
    this.#fields[index - 1] = value ?? '';
    this.#changed = true;
  }

  #checkIndex(index: number): void {
    if (index > MOST_FIELDS) throw new AwkFatal('memory exhausted');
  }

  #split(): string[] {
    if (!this.#parts) {
      this.#parts = this.splitter(this.#text);
      this.#fields = [];
    }
    return this.#parts;
  }

  #join(): void {
    this.#text = this.#split().join(this.#outputSeparator());
    this.#value = undefined;
    this.#changed = false;
  }
}
