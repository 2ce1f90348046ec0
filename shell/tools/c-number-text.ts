/** Numbers as C's printf(3) writes them, without sign, flags and width; `value` is finite and not negative. */

const MOST_DIGITS = 100;
/** Digits enough to see whether a number lies exactly between two. */
const MORE = 30;

/** `%.Nf` */
export function fixedText(value: number, precision: number): string {
  if (value >= 1e21) {
    const digits = BigInt(value).toString();
    return precision > 0 ? `${digits}.${'0'.repeat(Math.min(precision, MOST_DIGITS))}` : digits;
  }
  const digits = Math.min(precision, MOST_DIGITS);
  return halfToEven(value.toFixed(digits), value.toFixed(Math.min(digits + MORE, MOST_DIGITS)));
}

/** `%.Ne`: at least two digits of exponent. */
export function exponentText(value: number, precision: number): string {
  const digits = Math.min(precision, MOST_DIGITS);
  const [short = '', power = ''] = value.toExponential(digits).split('e');
  const [long = '', longPower = ''] = value.toExponential(Math.min(digits + MORE, MOST_DIGITS)).split('e');
  const mantissa = power === longPower ? halfToEven(short, long) : short;
  return `${mantissa}e${power}`.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** JavaScript rounds what lies exactly between two numbers away from zero, C to the even one. */
function halfToEven(rounded: string, exact: string): string {
  const shown = rounded.includes('.') ? rounded.length : rounded.length + 1;
  const below = exact.slice(0, rounded.length);
  if (below === rounded || !/^50*$/.test(exact.slice(shown))) return rounded;
  return /[02468]$/.test(below) ? below : rounded;
}

/** `%.Ng`; `keepsZeros` is the flag `#`. */
export function generalText(value: number, precision: number, keepsZeros = false): string {
  const digits = Math.min(precision || 1, MOST_DIGITS);
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const usesExponent = power < -4 || power >= digits;
  const text = usesExponent ? exponentText(value, digits - 1) : fixedText(value, Math.max(0, digits - 1 - power));
  if (keepsZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}
