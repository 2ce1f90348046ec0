import { defineCommand } from './define.ts';
import { linesOf } from './lines.ts';

interface SortKey {
  readonly start: number;
  readonly startCharacter: number;
  readonly end: number;
  readonly flags: string;
}

/** sort(1) in the C locale. */
export const sort = defineCommand(
  {
    name: 'sort',
    usage: 'Usage: sort [-n] [-r] [-u] [-h] [-V] [-f] [-b] [-t SEP] [-k START[,END]]... [-o FILE] [-s] [FILE]...',
    flags: 'nruhVfbscgM',
    values: 'tko',
    long: {
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'ignore-case': 'f',
    },
  },
  async (call) => {
    const lines: string[] = [];
    for (const path of call.operands.length > 0 ? call.operands : ['-']) {
      const reader = await call.open(path);
      if (!reader) return 2;
      for await (const { text } of linesOf(reader)) lines.push(text);
    }
    const global = [...'nhVfbg'].filter((letter) => call.has(letter)).join('');
    const keys = keysOf(call.process.args);
    if (!keys) {
      await call.complain('invalid number at field start');
      return 2;
    }
    const separator = call.value('t');
    const compareKeys = (a: string, b: string): number => {
      for (const key of keys) {
        const flags = key.flags.replace('r', '') === '' ? key.flags + global : key.flags;
        const order = compare(fieldOf(a, key, separator), fieldOf(b, key, separator), flags);
        if (order !== 0) return key.flags.includes('r') !== (key.flags === '' && call.has('r')) ? -order : order;
      }
      if (keys.length > 0) return 0;
      return (call.has('r') ? -1 : 1) * compare(a, b, global);
    };
    const lastResort = (a: string, b: string) =>
      call.has('s') || call.has('u') ? 0 : (call.has('r') ? -1 : 1) * plain(a, b);
    if (call.has('c')) {
      const at = lines.findIndex((line, index) => index > 0 && compareKeys(lines[index - 1]!, line) > 0);
      if (at < 0) return 0;
      await call.complain(`${call.operands[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}`);
      return 1;
    }
    let sorted = lines.sort((a, b) => compareKeys(a, b) || lastResort(a, b));
    if (call.has('u'))
      sorted = sorted.filter((line, index) => index === 0 || compareKeys(sorted[index - 1]!, line) !== 0);
    const text = sorted.map((line) => `${line}\n`).join('');
    const output = call.value('o');
    if (output === undefined) await call.print(text);
    else await call.attempt(output, () => call.process.machine.files.write(call.path(output), Buffer.from(text)));
    return call.status;
  },
);

/** Every -k of the command line, in order. */
function keysOf(args: readonly string[]): SortKey[] | null {
  const keys: SortKey[] = [];
  for (let at = 1; at < args.length && args[at] !== '--'; at++) {
    const arg = args[at]!;
    const found = /^-[nruhVfbscgM]*k(.*)$/.exec(arg) ?? /^--key=(.*)$/.exec(arg);
    const text = arg === '--key' ? args[++at] : found ? found[1] || args[++at] : undefined;
    if (text === undefined) continue;
    const parts = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.\d+)?([a-zA-Z]*))?$/.exec(text);
    if (!parts || parts[1] === '0') return null;
    keys.push({
      start: Number(parts[1]),
      startCharacter: Number(parts[2] ?? 1),
      end: Number(parts[4] ?? Number.POSITIVE_INFINITY),
      flags: `${parts[3] ?? ''}${parts[5] ?? ''}`,
    });
  }
  return keys;
}

/** Without -t a field begins with the blanks before it. */
function fieldOf(line: string, key: SortKey, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/[ \t]*[^ \t]+/g) ?? []) : line.split(separator);
  const chosen = fields.slice(key.start - 1, key.end).join(separator ?? '');
  return chosen.slice(key.startCharacter - 1);
}

function plain(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compare(a: string, b: string, flags: string): number {
  if (flags.includes('V')) return versions(a, b);
  if (flags.includes('h')) return human(a) - human(b);
  if (flags.includes('n') || flags.includes('g')) return number(a) - number(b);
  const [left, right] = flags.includes('b') ? [a.trimStart(), b.trimStart()] : [a, b];
  return flags.includes('f') ? plain(left.toUpperCase(), right.toUpperCase()) : plain(left, right);
}

function number(text: string): number {
  return Number(/^\s*(-?[0-9]*\.?[0-9]*)/.exec(text)?.[1] || 0) || 0;
}

function human(text: string): number {
  const unit = /^\s*-?[0-9.]+\s*([KMGTP])/i.exec(text)?.[1]?.toUpperCase();
  return number(text) * 1024 ** (unit ? 'KMGTP'.indexOf(unit) + 1 : 0);
}

function versions(a: string, b: string): number {
  const left: string[] = a.match(/\d+|\D+/g) ?? [];
  const right: string[] = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]];
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : plain(x, y);
    if (order !== 0) return order;
  }
  return 0;
}
