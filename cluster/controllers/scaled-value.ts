/** An IntOrString: a number, or `25%` of `total` (intstr.GetScaledValueFromIntOrPercent). */
export function scaledValue(value: string | number, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  if (!value.endsWith('%')) return Number(value) || 0;
  return round((Number(value.slice(0, -1)) * total) / 100);
}
