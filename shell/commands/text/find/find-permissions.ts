import { FindError, type Test } from './find-context.ts';

/** -perm MODE, -MODE, /MODE; octal or symbolic. */
export function permissionTest(value: string): Test {
  const kind = /^[-/]/.exec(value)?.[0] ?? '';
  const bits = permissionBits(value.slice(kind.length));
  if (bits === null) throw new FindError(`invalid mode ‘${value}’`);
  if (kind === '-') return ({ stat }) => (stat.mode & bits) === bits;
  if (kind === '/') return ({ stat }) => bits === 0 || (stat.mode & bits) !== 0;
  return ({ stat }) => (stat.mode & 0o7777) === bits;
}

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const WHAT: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000, X: 0o111 };

function permissionBits(text: string): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = 0;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxstX]*)$/.exec(clause);
    if (!found) return null;
    const who = [...(found[1] || 'a')].reduce((bits, letter) => bits | WHO[letter]!, 0);
    const what = [...found[3]!].reduce((bits, letter) => bits | WHAT[letter]!, 0) & who;
    mode = found[2] === '-' ? mode & ~what : found[2] === '=' ? (mode & ~who) | what : mode | what;
  }
  return mode;
}

/** `-rwxr-xr-x` */
export function modeText(kind: string, mode: number): string {
  const triple = (shift: number, special: number, letter: string) => {
    const bits = (mode >> shift) & 7;
    const executes = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (executes ? letter : letter.toUpperCase()) : executes ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  const first = { file: '-', directory: 'd', link: 'l', device: 'c' }[kind] ?? '-';
  return first + triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
}
