/** Numbers as C's printf(3) writes them, without sign, flags and width; `value` is finite and not negative. */

/** `%.Nf` */
export function fixedText(value: number, precision: number): string {
  if (value < 1e21) return value.toFixed(Math.min(precision, 100));
  const digits = BigInt(value).toString();
  return precision > 0 ? `${digits}.${'0'.repeat(precision)}` : digits;
}

/** `%.Ne`: at least two digits of exponent. */
export function exponentText(value: number, precision: number): string {
  return value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `%.Ng`; `keepsZeros` is the flag `#`. */
export function generalText(value: number, precision: number, keepsZeros = false): string {
  const digits = Math.min(precision || 1, 100);
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const usesExponent = power < -4 || power >= digits;
  const text = usesExponent ? exponentText(value, digits - 1) : fixedText(value, Math.max(0, digits - 1 - power));
  if (keepsZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}
