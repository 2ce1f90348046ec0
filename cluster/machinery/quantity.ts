/** k8s.io/apimachinery/pkg/api/resource: what a quantity that cannot be read answers. */
export const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;

/** Longer ones are no amounts of anything, and would only cost time. */
const MAX_LENGTH = 64;

const UNIT = 1_000_000_000n;
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

export function isQuantity(text: string): boolean {
  return text.length <= MAX_LENGTH && PATTERN.test(text);
}

/** Value in units of 1e-9, exact; throws on what is not a quantity. */
export function quantityNanos(text: string): bigint {
  const match = isQuantity(text) ? PATTERN.exec(text) : null;
  if (!match) throw new Error(QUANTITY_ERROR);
  const [, number, suffix = ''] = match;
  const [whole = '', fraction = ''] = number!.replace(/^[+-]/, '').split('.');
  const digits = BigInt(`${whole}${fraction}` || '0');
  const binary = BINARY[suffix];
  const exponent = binary !== undefined ? 0 : (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  let nanos = scale(digits * (binary === undefined ? 1n : 1n << BigInt(binary)), exponent + 9 - fraction.length);
  if (number!.startsWith('-')) nanos = -nanos;
  return nanos;
}

/** Value as a number of whole units: bytes, cores; absent is 0. Throws on what is not a quantity. */
export function quantityValue(quantity: string | number | undefined): number {
  return quantity === undefined ? 0 : Number(quantityNanos(String(quantity))) / 1e9;
}

export function compareQuantities(a: string, b: string): number {
  const difference = quantityNanos(a) - quantityNanos(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The canonical text: `0.5` → `500m`, `1024Mi` → `1Gi`, `1000m` → `1`. Rounds up below 1n. */
export function canonicalQuantity(text: string): string {
  return inFormOf(text, quantityNanos(text));
}

/** a + b in a's form (b's when a is zero), as Quantity.Add. Throws on what is not a quantity. */
export function addQuantities(a: string, b: string): string {
  return inFormOf(quantityNanos(a) === 0n ? b : a, quantityNanos(a) + quantityNanos(b));
}

/** a - b in a's form (b's when a is zero), as Quantity.Sub. */
export function subtractQuantities(a: string, b: string): string {
  return inFormOf(quantityNanos(a) === 0n ? b : a, quantityNanos(a) - quantityNanos(b));
}

/** An amount of 1e-9 units in the form (binary, decimal, exponent) of another quantity. */
function inFormOf(form: string, nanos: bigint): string {
  const suffix = PATTERN.exec(form)?.[2] ?? '';
  const sign = nanos < 0n ? '-' : '';
  const magnitude = nanos < 0n ? -nanos : nanos;
  const units = magnitude / UNIT;
  if (BINARY[suffix] !== undefined && magnitude % UNIT === 0n)
    return sign + (units >= 1024n ? binaryText(units) : units);
  if (nanos === 0n) return '0';
  return sign + (/^[eE]/.test(suffix) && suffix.length > 1 ? exponentText(magnitude) : decimalText(magnitude));
}

function binaryText(units: bigint): string {
  for (const [suffix, bits] of Object.entries(BINARY).reverse()) {
    if (units % (1n << BigInt(bits)) === 0n) return `${units >> BigInt(bits)}${suffix}`;
  }
  return `${units}`;
}

function decimalText(nanos: bigint): string {
  for (const [suffix, exponent] of Object.entries(DECIMAL).reverse()) {
    const unit = 10n ** BigInt(exponent + 9);
    if (nanos % unit === 0n) return `${nanos / unit}${suffix}`;
  }
  return `${nanos}n`;
}

function exponentText(nanos: bigint): string {
  for (let exponent = 18; exponent >= -9; exponent -= 3) {
    const unit = 10n ** BigInt(exponent + 9);
    if (nanos % unit === 0n) return exponent === 0 ? `${nanos / unit}` : `${nanos / unit}e${exponent}`;
  }
  return `${nanos}`;
}

function scale(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value * 10n ** BigInt(Math.min(exponent, 60));
  const divisor = 10n ** BigInt(Math.min(-exponent, 100));
  return (value + divisor - 1n) / divisor;
}
