/** A decimal number of any length: `digits` divided by ten to the `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

export const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);

export function decimal(value: number | bigint): Decimal {
  return { digits: BigInt(value), scale: 0 };
}

/** Cut or filled to `scale` digits behind the point. */
export function rescale({ digits, scale }: Decimal, wanted: number): Decimal {
  if (wanted >= scale) return { digits: digits * power10(wanted - scale), scale: wanted };
  return { digits: digits / power10(scale - wanted), scale: wanted };
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: rescale(left, scale).digits + rescale(right, scale).digits, scale };
}

export const negate = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

export const subtract = (left: Decimal, right: Decimal): Decimal => add(left, negate(right));

/** The product keeps as many digits as POSIX says: bc(1), "scale". */
export function multiply(left: Decimal, right: Decimal, scale: number): Decimal {
  const full = { digits: left.digits * right.digits, scale: left.scale + right.scale };
  return rescale(full, Math.min(full.scale, Math.max(scale, left.scale, right.scale)));
}

/** Not by zero. */
export function divide(left: Decimal, right: Decimal, scale: number): Decimal {
  const shift = scale + right.scale - left.scale;
  const numerator = shift >= 0 ? left.digits * power10(shift) : left.digits / power10(-shift);
  return { digits: numerator / right.digits, scale };
}

export function remainder(left: Decimal, right: Decimal, scale: number): Decimal {
  const quotient = divide(left, right, scale);
  const wanted = Math.max(left.scale, right.scale + scale);
  const product = { digits: quotient.digits * right.digits, scale: quotient.scale + right.scale };
  return rescale(subtract(left, product), wanted);
}

export function power(base: Decimal, exponent: number, scale: number): Decimal {
  if (exponent === 0) return ONE;
  const count = Math.abs(exponent);
  const full = { digits: base.digits ** BigInt(count), scale: base.scale * count };
  if (exponent < 0) return divide(ONE, full, scale);
  return rescale(full, Math.min(full.scale, Math.max(scale, base.scale)));
}

/** Newton's method over integers. */
export function squareRoot(value: Decimal, scale: number): Decimal {
  const wanted = Math.max(scale, value.scale);
  const target = rescale(value, wanted * 2).digits;
  if (target === 0n) return { digits: 0n, scale: wanted };
  let guess = 1n << BigInt(Math.ceil(target.toString(2).length / 2));
  for (;;) {
    const next = (guess + target / guess) / 2n;
    if (next >= guess) return { digits: guess, scale: wanted };
    guess = next;
  }
}

export const compare = (left: Decimal, right: Decimal): number => {
  const { digits } = subtract(left, right);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
};

export const integerOf = (value: Decimal): number => Number(rescale(value, 0).digits);

const DIGITS = '0123456789ABCDEF';

export function parseDecimal(text: string, base: number): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  if (base === 10 && !/[A-F]/.test(text)) return { digits: BigInt(whole + fraction || '0'), scale: fraction.length };
  // A single digit is worth what it says, in longer numbers at most base - 1.
  const limit = text.length === 1 ? 15 : base - 1;
  const worth = (digit: string) => BigInt(Math.min(DIGITS.indexOf(digit), limit));
  let digits = 0n;
  for (const digit of whole + fraction) digits = digits * BigInt(base) + worth(digit);
  return divide({ digits, scale: 0 }, { digits: BigInt(base) ** BigInt(fraction.length), scale: 0 }, fraction.length);
}

/** As bc prints: no zero before the point; other bases digit by digit. */
export function decimalText(value: Decimal, base: number): string {
  const { digits, scale } = value;
  const sign = digits < 0n ? '-' : '';
  const magnitude = digits < 0n ? -digits : digits;
  if (digits === 0n) return '0';
  if (base !== 10) return sign + otherBase({ digits: magnitude, scale }, base);
  const text = magnitude.toString().padStart(scale, '0');
  return sign + (scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`);
}

function otherBase(value: Decimal, base: number): string {
  const whole = rescale(value, 0).digits;
  const width = String(base - 1).length;
  const show = (digit: bigint) => (base <= 16 ? DIGITS[Number(digit)]! : ` ${digit.toString().padStart(width, '0')}`);
  let text = '';
  for (let rest = whole; rest > 0n; rest /= BigInt(base)) text = show(rest % BigInt(base)) + text;
  if (value.scale === 0) return text || '0';
  const unit = power10(value.scale);
  let rest = value.digits - whole * unit;
  let fraction = '';
  for (let weight = 1n; weight < unit; weight *= BigInt(base)) {
    rest *= BigInt(base);
    fraction += show(rest / unit);
    rest %= unit;
  }
  return `${text}.${fraction}`;
}

/** Folds what is longer than a line, as bc does at 70 characters. */
export function folded(text: string): string {
  if (text.length < 70) return text;
  return (text.match(/.{1,68}/g) ?? []).join('\\\n');
}
