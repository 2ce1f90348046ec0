const QUANTITY = /^([+-]?)0*(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** The insides of a resource.Quantity that was read from its text (ParseQuantity's fast path, which common ones take). */
export function quantityDump(value: string | number | undefined): string {
  const text = String(value ?? '');
  const match = QUANTITY.exec(text);
  if (!match || text === '0') return dump('0', 0, text, text === '' ? '' : 'DecimalSI');
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const digits = `${whole}${fraction}` || '0';
  const bits = BINARY[suffix];
  const amount = BigInt(digits) * (sign === '-' ? -1n : 1n);
  if (bits !== undefined) {
    const isCanonical = (BigInt(digits) & 7n) !== 0n;
    return dump(String(amount << BigInt(bits)), 0, isCanonical ? text : '', 'BinarySI');
  }
  const isExponent = /^[eE]\S/.test(suffix);
  const exponent = isExponent ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const scale = exponent - fraction.length;
  const isCanonical = scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
  return dump(String(amount), scale, isCanonical ? text : '', isExponent ? 'DecimalExponent' : 'DecimalSI');
}

function dump(value: string, scale: number, text: string, format: string): string {
  const amount = `i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`;
  const decimal = 'd:(resource.infDecAmount){Dec:(*inf.Dec)<nil>}';
  return `{${amount} ${decimal} s:(string)${text} Format:(resource.Format)${format}}`;
}
