import type { TextExpression } from '../../../expressions/text-expression.ts';
import type { GrepOptions } from './grep-options.ts';

const DEFAULT_COLORS = { ms: '01;31', mc: '01;31', sl: '', cx: '', fn: '35', ln: '32', bn: '32', se: '36' };
type ColorName = keyof typeof DEFAULT_COLORS;

/** GREP_COLORS: `ms=…:mc=…`, and `rv`, `ne`. */
export function grepColors(setting: string | undefined): { colors: Record<ColorName, string>; reverses: boolean } {
  const colors: Record<ColorName, string> = { ...DEFAULT_COLORS };
  const fields = (setting ?? '').split(':');
  for (const field of fields) {
    const [name = '', value] = field.split('=');
    if (value === undefined) continue;
    if (name === 'mt') Object.assign(colors, { ms: value, mc: value });
    else if (Object.hasOwn(colors, name)) Object.assign(colors, { [name]: value });
  }
  return { colors, reverses: fields.includes('rv') };
}

/** Writes lines as grep shows them: name, number and offset before, matches in colour. */
export class GrepPrinter {
  readonly #options: GrepOptions;
  readonly #expression: TextExpression;
  readonly #add: (text: string) => void;
  readonly #colors: Record<ColorName, string>;
  readonly #reverses: boolean;
  /** What -T aligns numbers to: the digits of the file's size. */
  numberWidth = 0;

  constructor(options: GrepOptions, expression: TextExpression, add: (text: string) => void, colors?: string) {
    this.#options = options;
    this.#expression = expression;
    this.#add = add;
    const { colors: found, reverses } = grepColors(colors);
    this.#colors = found;
    this.#reverses = reverses && options.invert;
  }

  separator(text: string): void {
    this.#add(`${this.#paint('se', text)}\n`);
  }

  /** A name on a line of its own (-l). */
  name(name: string): void {
    this.#add(this.#paint('fn', name) + (this.#options.nullAfterName ? '\0' : '\n'));
  }

  count(name: string | null, count: number): void {
    const before =
      name === null ? '' : this.#paint('fn', name) + (this.#options.nullAfterName ? '\0' : this.#paint('se', ':'));
    this.#add(`${before}${count}\n`);
  }

  line(name: string | null, number: number, offset: number, text: string, isSelected: boolean): void {
    const { onlyMatching, invert, color, delimiter } = this.#options;
    const sign = isSelected ? ':' : '-';
    if (onlyMatching) {
      if (isSelected && !invert) this.#matches(name, number, offset, text);
      return;
    }
    const shown = color ? this.#colored(text, isSelected !== invert, isSelected) : text;
    this.#add(`${this.#head(name, number, offset, sign)}${shown}${delimiter}`);
  }

  #head(name: string | null, number: number, offset: number, sign: string): string {
    const { numbers, offsets, initialTab, nullAfterName } = this.#options;
    const separator = this.#paint('se', sign);
    let head = '';
    if (name !== null) head += this.#paint('fn', name) + (nullAfterName ? '\0' : separator);
    if (numbers) head += this.#paint('ln', String(number).padStart(this.numberWidth)) + separator;
    if (offsets) head += this.#paint('bn', String(offset).padStart(this.numberWidth)) + separator;
    return initialTab && head !== '' ? `${head}\t` : head;
  }

  #matches(name: string | null, number: number, offset: number, text: string): void {
    for (const [start, end] of this.#spans(text)) {
      const at = this.#options.offsets ? offset + Buffer.byteLength(text.slice(0, start)) : 0;
      const head = this.#head(name, number, at, ':');
      this.#add(`${head}${this.#paint('ms', text.slice(start, end))}${this.#options.delimiter}`);
    }
  }

  *#spans(text: string): Generator<[number, number]> {
    for (let at = 0; at <= text.length; ) {
      const [start = -1, end = -1] = this.#expression.find(text, at) ?? [];
      if (start < 0) return;
      if (end > start) yield [start, end];
      at = end > start ? end : end + 1;
    }
  }

  #colored(text: string, hasMatches: boolean, isSelected: boolean): string {
    const line = this.#colors[isSelected !== this.#reverses ? 'sl' : 'cx'];
    let shown = '';
    let at = 0;
    if (hasMatches) {
      for (const [start, end] of this.#spans(text)) {
        shown += begun(line) + text.slice(at, start) + this.#paint(isSelected ? 'ms' : 'mc', text.slice(start, end));
        at = end;
      }
    }
    return shown + painted(line, text.slice(at));
  }

  #paint(color: ColorName, text: string): string {
    return this.#options.color ? painted(this.#colors[color], text) : text;
  }
}

function begun(color: string): string {
  return color === '' ? '' : `\x1b[${color}m\x1b[K`;
}

function painted(color: string, text: string): string {
  return color === '' || text === '' ? text : `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K`;
}
