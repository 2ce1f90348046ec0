import { type Json, type JsonObject, sortedKeys, typeOf } from './json-value.ts';

export interface TextOptions {
  /** Blanks of one level; 0 is one line. A tab with `tab`. */
  readonly indent: number;
  readonly tab?: boolean;
  readonly sortKeys?: boolean;
  readonly ascii?: boolean;
  readonly colors?: Colors | null;
}

/** Colours by type: null, false, true, numbers, strings, arrays, objects. */
export type Colors = readonly string[];
export const DEFAULT_COLORS: Colors = ['1;30', '0;39', '0;39', '0;39', '0;32', '1;39', '1;39'];
const KEY_COLOR = '34;1';
const RESET = '\x1b[0m';
const DEEPEST = 10_000;

/** jq's digits: 17 at most, an exponent where zeros would be many. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return `${value < 0 ? '-' : ''}1.7976931348623157e+308`;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0`;
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  if (point <= -4 || point > digits.length + 15) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = String(Math.abs(point - 1)).padStart(2, '0');
    return `${sign}${digits[0]}${fraction}e${point - 1 < 0 ? '-' : '+'}${power}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
};
const SPECIAL = /["\\\x00-\x1f\x7f\ud800-\udfff]/;

export function quoted(text: string, ascii = false): string {
  const plain = ascii ? !/["\\\x00-\x1f\x7f-\uffff]/.test(text) : !SPECIAL.test(text);
  if (plain) return `"${text}"`;
  const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escaped = text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/["\\\x00-\x1f\x7f]/g, (unit) => ESCAPES[unit] ?? unicode(unit));
  return `"${ascii ? escaped.replace(/[\x80-\uffff]/g, unicode) : escaped}"`;
}

/** A value on one line, as `tojson` has it. */
export const compactText = (value: Json): string => jsonText(value, { indent: 0 });

export function jsonText(value: Json, options: TextOptions): string {
  return new Writer(options).value(value, 0);
}

class Writer {
  readonly #options: TextOptions;
  readonly #unit: string;

  constructor(options: TextOptions) {
    this.#options = options;
    this.#unit = options.tab ? '\t' : ' '.repeat(options.indent);
  }

  value(value: Json, level: number): string {
    if (level > DEEPEST) throw new RangeError('too deep');
    if (Array.isArray(value)) return this.#array(value, level);
    if (value instanceof Map) return this.#object(value, level);
    return this.#colored(value, this.#scalar(value));
  }

  #scalar(value: null | boolean | number | string): string {
    if (typeof value === 'string') return quoted(value, this.#options.ascii);
    return typeof value === 'number' ? numberText(value) : String(value);
  }

  #colorOf(value: Json): string | null {
    const { colors } = this.#options;
    if (!colors) return null;
    const index =
      value === true ? 2 : ['null', 'boolean', '', 'number', 'string', 'array', 'object'].indexOf(typeOf(value));
    return `\x1b[${colors[index] ?? DEFAULT_COLORS[index]}m`;
  }

  #colored(value: Json, text: string): string {
    const color = this.#colorOf(value);
    return color ? color + text + RESET : text;
  }

  #newline(level: number): string {
    return this.#unit === '' ? '' : `\n${this.#unit.repeat(level)}`;
  }

  #array(value: readonly Json[], level: number): string {
    const color = this.#colorOf(value as Json[]);
    if (!color) {
      if (value.length === 0) return '[]';
      const inner = value.map((item) => this.#newline(level + 1) + this.value(item, level + 1));
      return `[${inner.join(',')}${this.#newline(level)}]`;
    }
    if (value.length === 0) return `${color}[]${RESET}`;
    let text = `${color}[`;
    for (const [index, item] of value.entries()) {
      if (index > 0) text += `${color},`;
      text += this.#newline(level + 1) + this.value(item, level + 1);
    }
    return `${text}${color}${this.#newline(level)}${color}]${RESET}`;
  }

  #object(object: JsonObject, level: number): string {
    const keys = this.#options.sortKeys ? sortedKeys(object) : [...object.keys()];
    const color = this.#colorOf(object);
    const colon = this.#unit === '' ? ':' : ': ';
    if (!color) {
      if (keys.length === 0) return '{}';
      const inner = keys.map(
        (key) =>
          `${this.#newline(level + 1)}${quoted(key, this.#options.ascii)}${colon}${this.value(object.get(key)!, level + 1)}`,
      );
      return `{${inner.join(',')}${this.#newline(level)}}`;
    }
    if (keys.length === 0) return `${color}{}${RESET}`;
    let text = `${color}{${this.#newline(level + 1)}`;
    for (const [index, key] of keys.entries()) {
      if (index > 0) text += `${color},${this.#newline(level + 1)}`;
      const name = quoted(key, this.#options.ascii);
      text += `${RESET}\x1b[${KEY_COLOR}m${name}${RESET}${color}${colon}${RESET}${this.value(object.get(key)!, level + 1)}`;
    }
    return `${text}${color}${this.#newline(level)}${color}}${RESET}`;
  }
}
