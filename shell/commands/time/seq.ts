import { type Call, defineCommand } from '../everyday/define.ts';

const USAGE = `Usage: seq [OPTION]... LAST
  or:  seq [OPTION]... FIRST LAST
  or:  seq [OPTION]... FIRST INCREMENT LAST
Numbers from FIRST to LAST, INCREMENT apart; both are 1 where not given.

  -f, --format=FORMAT      a printf format of floating point
  -s, --separator=STRING   between the numbers, instead of \\n
  -w, --equal-width        zeros in front, so that all are as wide
      --help               this text
      --version            the version`;

/** A decimal number: `digits` / 10^`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const LARGEST_SCALE = 30;
const BLOCK = 8192;

/** seq(1) */
export const seq = defineCommand(
  {
    name: 'seq',
    usage: USAGE,
    flags: 'w',
    values: 'fs',
    numeric: 'number',
    stopsAtOperand: true,
    long: { format: 'f', separator: 's', 'equal-width': 'w' },
  },
  async (call) => {
    // A negative number is an operand, not an option.
    const negative = call.values('number').map((value) => `-${value}`);
    const operands = [...negative, ...call.operands];
    if (operands.length === 0) return call.misused('missing operand');
    if (operands.length > 3) return call.misused(`extra operand ‘${operands[3]}’`);
    const wrong = operands.find((text) => parseNumber(text) === null);
    if (wrong !== undefined) return call.misused(`invalid floating point argument: ‘${wrong}’`);
    const format = call.value('f');
    const problem = format === undefined ? null : formatProblem(format);
    if (problem) {
      await call.complain(`format ‘${format}’ ${problem}`);
      return 1;
    }
    if (format !== undefined && call.has('w'))
      return call.misused('format string may not be specified when printing equal width strings');
    const [first, step, last] = bounds(operands.map((text) => parseNumber(text)!));
    if (step.digits === 0n) return call.misused(`invalid Zero increment value: ‘${operands[1]}’`);
    await printAll(call, { first, step, last, operands, format });
    return 0;
  },
);

function bounds(numbers: readonly Decimal[]): [Decimal, Decimal, Decimal] {
  const one: Decimal = { digits: 1n, scale: 0 };
  if (numbers.length === 1) return [one, one, numbers[0]!];
  return numbers.length === 2 ? [numbers[0]!, one, numbers[1]!] : [numbers[0]!, numbers[1]!, numbers[2]!];
}

function parseNumber(text: string): Decimal | null {
  const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]{1,30})$/.exec(text.trim());
  if (hexadecimal) return { digits: BigInt(`0x${hexadecimal[2]}`) * (hexadecimal[1] === '-' ? -1n : 1n), scale: 0 };
  const found = /^([+-]?)(\d{0,40})(?:\.(\d{0,30}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (!found) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return null;
  let scale = fraction.length - Number(exponent);
  let digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return scale > LARGEST_SCALE ? null : { digits, scale };
}

function formatProblem(format: string): string | null {
  const directives = format.replaceAll('%%', '').match(/%[-+ #0']*\d*(?:\.\d*)?L?(.?)/g) ?? [];
  if (directives.length === 0) return 'has no % directive';
  const letter = directives[0]!.at(-1)!;
  if (!/[aefgAEFG]/.test(letter)) return letter === '%' ? 'ends in %' : `has unknown %${letter} directive`;
  return directives.length > 1 ? 'has too many % directives' : null;
}

interface Series {
  readonly first: Decimal;
  readonly step: Decimal;
  readonly last: Decimal;
  readonly operands: readonly string[];
  readonly format: string | undefined;
}

async function printAll(call: Call, { first, step, last, format }: Series): Promise<void> {
  const scale = Math.max(first.scale, step.scale, last.scale);
  const scaled = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  const shownScale = Math.max(first.scale, step.scale);
  const [increment, end] = [scaled(step), scaled(last)];
  const unscale = 10n ** BigInt(scale - shownScale);
  const separator = call.value('s') ?? '\n';
  let width = 0;
  if (call.has('w')) {
    const final = scaled(first) + ((end - scaled(first)) / increment) * increment;
    width = Math.max(
      decimalText(scaled(first) / unscale, shownScale).length,
      decimalText(final / unscale, shownScale).length,
    );
  }
  let block = '';
  let isFirst = true;
  for (let value = scaled(first); increment > 0n ? value <= end : value >= end; value += increment) {
    const plain = decimalText(value / unscale, shownScale);
    const text = format === undefined ? zeroPadded(plain, width) : formatted(format, Number(plain));
    block += isFirst ? text : separator + text;
    isFirst = false;
    if (block.length < BLOCK) continue;
    await call.print(block);
    await call.breathe();
    block = '';
  }
  await call.print(isFirst ? '' : `${block}\n`);
}

function zeroPadded(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function decimalText(digits: bigint, scale: number): string {
  const negative = digits < 0n;
  const text = String(negative ? -digits : digits).padStart(scale + 1, '0');
  const shown = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return negative ? `-${shown}` : shown;
}

const WIDEST = 1000;

function formatted(format: string, value: number): string {
  return format.replace(
    /%(%|([-+ #0']*)(\d*)(?:\.(\d*))?L?([aefgAEFG]))/g,
    (_, all: string, flags = '', width = '', precision = undefined, letter = '') => {
      if (all === '%') return '%';
      const digits = Math.min(precision === undefined ? 6 : Number(precision), 100);
      const body = bodyOf(Math.abs(value), letter, digits);
      const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
      const room = Math.min(Number(width), WIDEST);
      if (flags.includes('-')) return (sign + body).padEnd(room);
      return flags.includes('0') ? sign + body.padStart(room - sign.length, '0') : (sign + body).padStart(room);
    },
  );
}

function bodyOf(value: number, letter: string, digits: number): string {
  const exponential = (places: number) => value.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2');
  if (/[fF]/.test(letter)) return value.toFixed(digits);
  if (/[eE]/.test(letter)) return exponential(digits);
  const precision = digits || 1;
  const exponent = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  const text =
    exponent < -4 || exponent >= precision ? exponential(precision - 1) : value.toFixed(precision - 1 - exponent);
  return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
}
