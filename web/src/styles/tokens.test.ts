import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokensOf(theme: 'light' | 'dark'): Map<string, string> {
  const blocks = [...css.matchAll(/([^{}]*)\{([^{}]*)\}/g)].filter(
    ([, selector]) => /^\s*:root\s*$/m.test(selector!) || selector!.includes(`"${theme}"`),
  );
  return new Map(
    blocks.flatMap(([, , body]) =>
      [...body!.matchAll(/--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})/g)].map(([, name, value]) => [name!, value!] as const),
    ),
  );
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const channel = (i: number): number => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const text = ['ink', 'ink-2', 'ink-3', 'pine', 'dnat', 'snat', 'ok', 'fault', 'warn'];

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const tokens = tokensOf(theme);
  const ratio = (a: string, b: string): number => contrast(tokens.get(a)!, tokens.get(b)!);

  test.each(text)('%s is readable on every ground', (name) => {
    for (const ground of ['ground', 'surface', 'sunk'])
      expect(ratio(name, ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  test('boundaries of controls and boxes can be seen', () => {
    for (const ground of ['ground', 'surface', 'sunk']) expect(ratio('edge', ground)).toBeGreaterThanOrEqual(3);
  });

  test('what stands on a fill is readable', () => {
    expect(ratio('on-pine', 'pine')).toBeGreaterThanOrEqual(4.5);
    expect(ratio('traveller-ink', 'traveller')).toBeGreaterThanOrEqual(4.5);
    for (const stamp of ['stamp-dnat', 'stamp-snat', 'stamp-new'])
      expect(ratio('stamp-ink', stamp)).toBeGreaterThanOrEqual(4.5);
    for (const ink of ['term-ink', 'term-dim', 'term-ok', 'term-blue', 'term-amber'])
      expect(ratio(ink, 'term-bg')).toBeGreaterThanOrEqual(4.5);
  });
});
