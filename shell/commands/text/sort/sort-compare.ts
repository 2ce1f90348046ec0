import { createHash } from 'node:crypto';

/** A key's text turned into what is compared. */
export type Comparable = string | number | readonly number[];
export interface Ordering {
  prepare(text: string): Comparable;
  compare(left: Comparable, right: Comparable): number;
}

const plain = (left: Comparable, right: Comparable) => (left < right ? -1 : left > right ? 1 : 0);
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const SUFFIXES = ' KMGTPEZY';

/** The ordering that option letters ask for; `salt` is for -R. */
export function orderingOf(flags: string, salt: string): Ordering {
  if (flags.includes('n')) return { prepare: (text) => numeric(text), compare: plain };
  if (flags.includes('g')) return { prepare: general, compare: plain };
  if (flags.includes('h')) return { prepare: human, compare: compareLists };
  if (flags.includes('M'))
    return { prepare: (text) => MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase()), compare: plain };
  if (flags.includes('V'))
    return {
      prepare: (text) => translated(text, flags),
      compare: (left, right) => compareVersions(String(left), String(right)),
    };
  if (flags.includes('R')) {
    return {
      prepare: (text) => createHash('md5').update(salt).update(translated(text, flags), 'latin1').digest('hex'),
      compare: plain,
    };
  }
  return { prepare: (text) => translated(text, flags), compare: plain };
}

function translated(text: string, flags: string): string {
  let result = text;
  if (flags.includes('d')) result = result.replace(/[^A-Za-z0-9 \t]/g, '');
  if (flags.includes('i')) result = result.replace(/[^\x20-\x7e]/g, '');
  return flags.includes('f') ? result.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : result;
}

function numeric(text: string): number {
  const found = /^[ \t\n]*(-?\d*(?:\.\d*)?)/.exec(text)?.[1];
  const value = Number(found);
  return Number.isNaN(value) ? 0 : value + 0;
}

/** What is no number comes first, then NaN, then the numbers. */
function general(text: string): number {
  const found =
    /^\s*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf(?:inity)?))/i.exec(text)?.[1];
  if (found === undefined) return Number.NEGATIVE_INFINITY;
  if (/inf/i.test(found)) return found.startsWith('-') ? -Number.MAX_VALUE : Number.MAX_VALUE;
  return Number(found);
}

function human(text: string): readonly number[] {
  const found = /^[ \t\n]*(-?)(\d*(?:\.\d*)?)([kKMGTPEZY]?)/.exec(text)!;
  const value = Number(found[2]) || 0;
  const order = value === 0 ? 0 : Math.max(0, SUFFIXES.indexOf((found[3] ?? '').toUpperCase() || ' '));
  return found[1] ? [-order, -value] : [order, value];
}

function compareLists(left: Comparable, right: Comparable): number {
  const [a, b] = [left as readonly number[], right as readonly number[]];
  return a[0]! - b[0]! || a[1]! - b[1]!;
}

/** Order of characters in versions: `~`, then the end, then letters, then the rest. */
function rank(character: string | undefined): number {
  if (character === undefined) return -1;
  if (character === '~') return -2;
  if (/\d/.test(character)) return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

/** As gnulib's filevercmp: dots first, endings like `.tar.gz` apart. */
export function compareVersions(left: string, right: string): number {
  if (left === right) return 0;
  if (left === '' || right === '') return left === '' ? -1 : 1;
  for (const special of ['.', '..']) if (left === special || right === special) return left === special ? -1 : 1;
  const hidden = Number(right.startsWith('.')) - Number(left.startsWith('.'));
  if (hidden !== 0) return hidden;
  const ending = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/;
  const [bareLeft, bareRight] = [left.replace(ending, ''), right.replace(ending, '')];
  const order = bareLeft === bareRight ? 0 : compareRuns(bareLeft, bareRight);
  return order || compareRuns(left, right) || plain(left, right);
}

function compareRuns(left: string, right: string): number {
  let [a, b] = [0, 0];
  while (a < left.length || b < right.length) {
    while ((a < left.length && !/\d/.test(left[a]!)) || (b < right.length && !/\d/.test(right[b]!))) {
      const difference = rank(left[a]) - rank(right[b]);
      if (difference !== 0) return difference;
      a++;
      b++;
    }
    const [one, other] = [/^\d*/.exec(left.slice(a))![0], /^\d*/.exec(right.slice(b))![0]];
    const [m, n] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
    const difference = m.length - n.length || plain(m, n);
    if (difference !== 0) return difference;
    a += one.length;
    b += other.length;
  }
  return 0;
}
