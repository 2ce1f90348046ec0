import { ansiEscapes } from '../parser/ansi-escapes.ts';
import { echoEscapes } from './echo-escapes.ts';
import { quoteWithBackslashes } from './quoting.ts';
import { formatTime } from './time-format.ts';

const DIRECTIVE =
  /%(?:%|([-+ #0']*)(\*|[0-9]+)?(?:\.(\*|-?[0-9]+)?)?(?:\(([^)]*)\))?(?:hh|h|ll|l|j|z|t|L)?([diouxXeEfFgGaAcsbqQT]))/g;

/** printf(1) as bash has it: the format is used again while arguments are left. */
export function formatPrintf(
  format: string,
  args: readonly string[],
  nowMs: number,
): { text: string; errors: string[]; warnings: string[] } {
  const run = new Run(args, nowMs);
  const unescaped = format.replace(/\\(["\\])/g, (whole, kept) => (kept === '"' ? kept : whole));
  let text = '';
  do {
    const taken = run.taken;
    text += run.once(unescaped);
    if (run.stopped || run.taken === taken) break;
  } while (run.taken < args.length);
  return { text, errors: run.errors, warnings: run.warnings };
}

/** INTMAX_MAX */
const MAXIMUM = 2n ** 63n - 1n;

class Run {
  readonly errors: string[] = [];
  /** Told as errors are, but no failure. */
  readonly warnings: string[] = [];
  readonly #args: readonly string[];
  readonly #nowMs: number;
  taken = 0;
  stopped = false;

  constructor(args: readonly string[], nowMs: number) {
    this.#args = args;
    this.#nowMs = nowMs;
  }

  once(format: string): string {
    let result = '';
    let at = 0;
    for (const found of format.matchAll(DIRECTIVE)) {
      result += ansiEscapes(format.slice(at, found.index));
      at = found.index + found[0].length;
      result += found[0] === '%%' ? '%' : this.#directive(found);
      if (this.stopped) return result;
    }
    const rest = format.slice(at);
    const bad = /%[-+ #0']*(?:\*|[0-9]+)?(?:\.(?:\*|-?[0-9]+)?)?[hlLjzt]*(.?)/s.exec(rest);
    if (bad) {
      const isMissing = bad[1] === '';
      this.errors.push(isMissing ? `\`${bad[0]}': missing format character` : `\`${bad[1]}': invalid format character`);
      this.stopped = true;
      return result + ansiEscapes(rest.slice(0, bad.index));
    }
    return result + ansiEscapes(rest);
  }

  #next(): string | undefined {
    return this.#args[this.taken++];
  }

  #directive(found: RegExpMatchArray): string {
    const [all, , , , timeFormat, letter = 's'] = found;
    let flags = found[1] ?? '';
    let width = found[2] === '*' ? this.#integer(this.#next()) : Number(found[2] ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const hasPrecision = all.includes('.') && !(timeFormat?.includes('.') ?? false);
    const given = found[3] === '*' ? this.#integer(this.#next()) : Number(found[3] ?? 0);
    const precision = hasPrecision && given >= 0 ? given : undefined;
    const body = this.#convert(letter, flags, precision, timeFormat);
    return pad(
      body,
      width,
      flags,
      'diouxXeEfFgGaA'.includes(letter) && !(precision !== undefined && 'diouxX'.includes(letter)),
    );
  }

  #convert(letter: string, flags: string, precision: number | undefined, timeFormat: string | undefined): string {
    switch (letter) {
      case 's':
        return cut(this.#next() ?? '', precision);
      case 'c':
        return [...(this.#next() ?? '')][0] ?? '';
      case 'b': {
        const { text, stopped } = echoEscapes(this.#next() ?? '');
        this.stopped ||= stopped;
        return cut(text, precision);
      }
      case 'q':
      case 'Q':
        return cut(quoteWithBackslashes(this.#next() ?? ''), precision);
      case 'T': {
        const seconds = this.#next();
        const time =
          seconds === undefined || seconds === '-1' || seconds === '-2' ? this.#nowMs : Number(seconds) * 1000;
        return formatTime(timeFormat || '%X', time);
      }
      default:
        return 'diouxX'.includes(letter)
          ? integerText(this.#bigint(this.#next()), letter, flags, precision)
          : floatText(this.#float(this.#next()), letter, flags, precision ?? 6);
    }
  }

  #integer(text: string | undefined): number {
    return Number(this.#bigint(text));
  }

  /** A leading quote means the character's code. */
  #bigint(text: string | undefined): bigint {
    if (text === undefined || text === '') return 0n;
    if (text[0] === "'" || text[0] === '"') return BigInt(text.codePointAt(1) ?? 0);
    const found = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
    if (!found || found[0].length !== text.trimEnd().length)
      this.errors.push(
        `${text}: invalid ${/^\s*[-+]?0[0-9]/.test(text) ? 'octal' : /^\s*[-+]?0[xX]/.test(text) ? 'hex' : ''} number`.replace(
          '  ',
          ' ',
        ),
      );
    if (!found) return 0n;
    const digits = found[2]!;
    const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    const signed = found[1] === '-' ? -value : value;
    const nearest = signed > MAXIMUM ? MAXIMUM : signed < -MAXIMUM - 1n ? -MAXIMUM - 1n : signed;
    if (nearest !== signed) this.warnings.push(`warning: ${text}: Numerical result out of range`);
    return nearest;
  }

  #float(text: string | undefined): number {
    if (text === undefined || text === '') return 0;
    if (text[0] === "'" || text[0] === '"') return text.codePointAt(1) ?? 0;
    const value = Number(text);
    if (!Number.isNaN(value)) return value;
    this.errors.push(`${text}: invalid number`);
    return Number.parseFloat(text) || 0;
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

function pad(text: string, width: number, flags: string, isNumber: boolean): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const sign = /^(?:[+ -]|0[xX])*/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function integerText(value: bigint, letter: string, flags: string, precision: number | undefined): string {
  if (letter !== 'd' && letter !== 'i') {
    const base = letter === 'o' ? 8 : letter === 'u' ? 10 : 16;
    let digits = BigInt.asUintN(64, value)
      .toString(base)
      .padStart(precision ?? 1, '0');
    if (letter === 'X') digits = digits.toUpperCase();
    const mark = letter === 'o' ? '0' : letter === 'u' ? '' : `0${letter}`;
    return flags.includes('#') && value !== 0n ? mark + digits : digits;
  }
  const digits = (value < 0n ? -value : value).toString().padStart(precision ?? 1, '0');
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + digits;
}

function floatText(value: number, letter: string, flags: string, precision: number): string {
  const lower = letter.toLowerCase();
  const magnitude = Math.abs(value);
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : 'inf';
  else if (lower === 'e') text = exponent(magnitude.toExponential(Math.min(precision, 100)));
  else if (lower === 'g') text = general(magnitude, precision || 1, flags.includes('#'));
  else text = magnitude.toFixed(Math.min(precision, 100));
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return letter === lower ? sign + text : (sign + text).toUpperCase();
}

/** C writes at least two digits of exponent. */
function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepsZeros: boolean): string {
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  const usesExponent = power < -4 || power >= precision;
  const text = usesExponent
    ? exponent(value.toExponential(precision - 1))
    : value.toFixed(Math.max(0, precision - 1 - power));
  if (keepsZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}
