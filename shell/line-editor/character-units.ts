import stringWidth from 'string-width';

const ZERO_WIDTH = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d\u2060]|\p{Variation_Selector})$/u;
const ASCII = /^[\x00-\x7f]*$/;

/** What the cursor steps over: a character and the zero-width ones that follow it, as readline counts. */
export function splitUnits(text: string): string[] {
  if (ASCII.test(text)) return text.split('');
  const units: string[] = [];
  for (const char of text) {
    if (units.length > 0 && ZERO_WIDTH.test(char)) units[units.length - 1] += char;
    else units.push(char);
  }
  return units;
}

const widths = new Map<string, number>();
/** So many different characters are remembered. */
const REMEMBERED = 4096;

/** Columns that a unit takes on the screen; control characters are not asked for. */
export function unitWidth(unit: string): number {
  const code = unit.charCodeAt(0);
  if (code >= 32 && code < 127) return 1;
  const known = widths.get(unit);
  if (known !== undefined) return known;
  const base = String.fromCodePoint(unit.codePointAt(0)!);
  const width = ZERO_WIDTH.test(base) ? 0 : stringWidth(base);
  if (widths.size >= REMEMBERED) widths.clear();
  widths.set(unit, width);
  return width;
}

export function isWordCharacter(unit: string): boolean {
  return /^[\p{L}\p{N}]/u.test(unit);
}

export function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t' || unit === '\n';
}
