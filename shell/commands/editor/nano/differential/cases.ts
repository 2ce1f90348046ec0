import type { ScreenScenario } from '../../../../testing/screen-scenario.ts';

const ESC = '\x1b';
const YAML =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx\n    ports:\n    - containerPort: 80\n';
const LINES = `${Array.from({ length: 40 }, (_, at) => `line ${at + 1}`).join('\n')}\n`;
const LONG = `${'abcdefghij'.repeat(15)}\nshort\n\ttab and ${'0123456789'.repeat(9)}\nend\n`;
const WIDE = 'ä日本語x\n日本\nend\n';
const CODE = 'f(a, [b, {c}]) {\n  return "x y"; // z\n}\n';

function on(
  text: string,
  lists: readonly (readonly string[])[],
  command = 'nano -I f',
  options: Partial<ScreenScenario> = {},
): ScreenScenario[] {
  return lists.map((keys) => ({ command, files: { f: text }, keys, columns: 80, rows: 14, ...options }));
}

/** Keys typed at a real nano 7.2; what it showed and saved is in recorded/screens.json. */
export const CASES: readonly ScreenScenario[] = [
  ...on(YAML, [
    ['\x18'],
    ['x', '\x18', 'n'],
    ['x', '\x18', 'y', '\r'],
    ['x', '\x18', '\x03', '\x18', 'q', 'Y', '\x03'],
    ['x\x0f', '2\r', '\x18'],
    ['x\x0f', '\x03', '\x13', 'y\x13'],
    ['\x0b', '\x0b', '\x15', '\x15', '\x0b'],
    [`${ESC}6`, `${ESC}6`, '\x15', `${ESC}[B`, '\x15'],
    ['\x17name\r', '\x17\r', `${ESC}w`, `${ESC}q`, '\x17nothing\r'],
    ['\x17NAME\r', '\x17', `${ESC}c`, 'NAME\r', '\x17', `${ESC}r`, '\x03'],
    ['\x17', '\x03', '\x17we', '\x7f\x7f\x7f', '\x03'],
    ['\x1cweb\r', 'shop\r', 'y', 'n'],
    ['\x1cweb\r', 'shop\r', 'a', `${ESC}u`],
    ['\x1cweb\r', '\x03', '\x1czz\r', 'y\r'],
    ['\x1fx', '\x03', '\x1f5\r', '\x1f3,4\r', '\x1f999\r', '\x1fab\r'],
    ['\x03', `${ESC}[B`, '\x03', '\x05', '\x03', `${ESC}/`, '\x03'],
    ['abc', `${ESC}u`, `${ESC}e`, '\x7f', `${ESC}u`, `${ESC}u`, `${ESC}u`],
    ['\r', '  y', `${ESC}u`, `${ESC}u`, `${ESC}e`, `${ESC}e`, `${ESC}e`],
    ['\x1e', `${ESC}[B${ESC}[B`, `${ESC}6`, '\x15', '\x1e', `${ESC}[C${ESC}[C`, '\x0b'],
    [`${ESC}a`, '\x05', '\x0b', '\x15', `${ESC}a`, `${ESC}a`],
    [`${ESC}#`, `${ESC}[B`, `${ESC}#`],
    [`${ESC}n`, `${ESC}n`, `${ESC}p`, `${ESC}x`, `${ESC}x`],
    [`${ESC}}`, `${ESC}{`, `${ESC}i`, '\r', 'x'],
    ['\x05', '\r', 'a: b', '\t', 'c'],
    ['\x04', '\x04', `${ESC}[3~`, '\x08', '\x05', '\x04'],
    ['\x0e', '\x0e', '\x10', '\x06', '\x06', '\x02', '\x01', '\x05'],
    [`${ESC} `, '\x00', '\x00', `${ESC}b`, `${ESC}f`, `${ESC}[1;5C`, `${ESC}[1;5D`],
    ['\x12', 'g\r', '\x12', '\x03'],
    ['\x0fother\r', 'y'],
    ['\x0f', '\x7f', 'g\r'],
    ['\x1b[200~a:\n  b\n\x1b[201~', `${ESC}u`],
    ['\x1a'.replace('\x1a', '\x0c'), `${ESC}[Z`, '\x1ff\r'],
    [`${ESC}t`, '\x0b', '\x18', 'n'],
    [`${ESC}d`, 'x', `${ESC}k`],
    [`${ESC};`, '\x1d', `${ESC}]`],
    ['\x0a', `${ESC}j`, '\x14'],
    [`${ESC}\x7f`, '\x05', `${ESC}\x7f`, '\x17web\r', `${ESC}\x7f`],
    ['\x16', '\x19', '\x16', '\x16', '\x16'],
    ['X\x0f\r', 'Y\x0f\r', '\x18'],
    [`${ESC}s`, `${ESC}$`, `${ESC}y`, `${ESC}h`],
  ]),
  ...on(LINES, [
    ['\x16', '\x16', '\x19', '\x19', `${ESC}[6~`, `${ESC}[5~`],
    [`${ESC}/`, `${ESC}\\`, '\x1f20\r', '\x0c', `${ESC}%`],
    [`${ESC}[B`.repeat(9), `${ESC}[B`, `${ESC}[B`, `${ESC}[A`.repeat(9), `${ESC}[A`],
    [`${ESC}-`, `${ESC}+`, `${ESC}[1;5B`, `${ESC}[1;5A`, `${ESC})`, `${ESC}(`],
    ['\x17line 2\r', '\x17\r', '\x17\r', `${ESC}w`, '\x17\x17', `${ESC}b`, 'line 3\r'],
    [`${ESC}t`, `${ESC}u`, `${ESC}/`, '\x0b', '\x7f', '\x7f'],
    ['\x1e', '\x16', '\x0b', '\x15', '\x15'],
    ['\x17e 1\r', `${ESC}[1;2B`, '\x0b'],
  ]),
  ...on(LONG, [
    ['\x05', '\x01', `${ESC}[B`, `${ESC}[B`, '\x05', `${ESC}[A`],
    [`${ESC}$`, '\x05', `${ESC}[B`, `${ESC}$`],
    ['\x05', 'xyz', '\x0b', '\x0e', '\x0e', '\x05'],
    [`${ESC}[C`.repeat(78), `${ESC}[C`, `${ESC}[C`, `${ESC}[D`, `${ESC}[D${ESC}[D`],
    ['\x0a', `${ESC}u`],
  ]),
  ...on(WIDE, [
    [`${ESC}[C`, `${ESC}[C`, '\x03', 'é', '\x7f', `${ESC}[B`, '\x05', '\x03'],
    ['\x05', '\x7f', '\x17本\r'],
  ]),
  ...on(CODE, [
    [`${ESC}[C`, `${ESC}]`, `${ESC}]`, '\x00', '\x00', '\x00'],
    ['\x17(\r', '\x1cx\r', '\r', 'y'],
  ]),
  ...on('', [['a', '\x18', 'y', '\r'], ['\x18'], ['\x03', '\x0b', '\x15', `${ESC}u`]]),
  ...on('no newline', [['\x05', '!', '\x0f\r', '\x18']]),
  ...on('a\r\nb\r\n', [['x', '\x0f', '\r', '\x18']]),
  ...on('\tx\n    y\n', [['\x05\r', 'z', '\x18n']], 'nano -I -i f'),
  ...on(YAML, [['\x05\r', 'z', '\x18n']], 'nano -I -i f'),
  ...on(LINES, [['\x16', `${ESC}#`, '\x1f40\r']], 'nano -I -l f'),
  ...on(LONG, [['\x05', `${ESC}[B`]], 'nano -I -l f'),
  ...on(YAML, [['x', '\x0b', '\x0f', '\x17name\r', '\x18']], 'nano -I -v f'),
  ...on(LINES, [['\x03', '\x18']], 'nano -I +20 f'),
  ...on(LINES, [['\x03', '\x18']], 'nano -I +20,3 f'),
  ...on(LINES, [['\x03', '\x18']], 'nano -I +/line.3 f'),
  ...on(LONG, [['\x05', '\x18']], 'nano -I -S f'),
  ...on(LONG, [['\x05x', '\x18n']], 'nano -I -w f'),
  ...on(YAML, [['\t', 'x', '\x18n']], 'nano -I -ET4 f'),
  ...on(YAML, [['x', '\x18']], 'nano -I -t f'),
  ...on(YAML, [['\x03', '\x18']], 'nano -I -c f'),
  ...on(YAML, [['x', '\x18', 'n']], 'nano -I f', { columns: 40, rows: 8 }),
  ...on(YAML, [['x', '\x18', 'n']], 'nano -I f', { columns: 100, rows: 24 }),
  ...on(YAML, [['\x17', '\x03', '\x0f', '\x03', '\x1c', '\x03', '\x12', '\x03', '\x1f', '\x03']], 'nano -I f', {
    columns: 100,
    rows: 24,
  }),
  { command: 'nano -I', files: {}, keys: ['hi', '\x18', 'y', 'g\r'], columns: 80, rows: 14 },
  { command: 'nano -I new', files: {}, keys: ['a', '\x0f\r', '\x18'], columns: 80, rows: 14 },
  { command: 'nano -I no/such', files: {}, keys: ['a', '\x0f\r', '\x18', 'n'], columns: 80, rows: 14 },
  { command: 'mkdir d; nano -I d', files: {}, keys: ['\x18'], columns: 80, rows: 14 },
  {
    command: 'nano -I f g',
    files: { f: 'a\n', g: 'b\n' },
    keys: [`${ESC}>`, `${ESC}<`, '\x18', '\x18'],
    columns: 80,
    rows: 14,
  },
  { command: 'nano --version | head -1', files: {}, keys: [] },
  { command: 'nano -I -Q f', files: {}, keys: [] },
];
