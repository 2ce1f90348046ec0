import { formatTime } from '../../../interpreter/time-format.ts';
import { baseOf, type FindRun, type Found, TYPE_LETTERS } from './find-context.ts';
import { modeText } from './find-permissions.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
  '\\': '\\',
};

/** The text of -printf for a file; `stops` after `\c`. */
export function printfOf(format: string, run: FindRun): (found: Found) => string {
  const [shown] = format.split(/(?<!\\)\\c/);
  const parts = [
    ...shown!.matchAll(/\\([0-7]{1,3}|[\s\S])|%([-+ 0#]*)(\d*)(?:\.(\d+))?([ACTBa-zA-Z%])([@A-Za-z+])?|[^\\%]+|[\\%]/g),
  ];
  return (found) =>
    parts
      .map(([piece, escaped, flags, width, precision, letter, time]) => {
        if (escaped !== undefined)
          return /^[0-7]{2,3}$/.test(escaped)
            ? String.fromCharCode(Number.parseInt(escaped, 8))
            : (ESCAPES[escaped] ?? piece);
        if (letter === undefined) return piece;
        const isTime = 'ACTB'.includes(letter);
        let text = isTime ? timeText(found.stat.modifiedMs, time ?? '') : (directive(letter, found, run) ?? piece);
        if (!isTime && time !== undefined) text += time;
        if (precision !== undefined) text = text.slice(0, Number(precision));
        const size = Number(width || 0);
        if (flags?.includes('-')) return text.padEnd(size);
        return text.padStart(size, flags?.includes('0') ? '0' : ' ');
      })
      .join('');
}

function directive(letter: string, { path, start, depth, stat }: Found, run: FindRun): string | undefined {
  const { files } = run.tool;
  switch (letter) {
    case '%':
      return '%';
    case 'p':
      return path;
    case 'f':
      return path === '/' ? '/' : baseOf(path);
    case 'h':
      return path.includes('/') ? path.replace(/\/[^/]*\/*$/, '') : '.';
    case 'H':
      return start;
    case 'P':
      return path === start ? '' : path.slice(start.length).replace(/^\//, '');
    case 'd':
      return String(depth);
    case 's':
      return String(stat.sizeBytes);
    case 'k':
      return String(Math.ceil(stat.sizeBytes / 4096) * 4);
    case 'b':
      return String(Math.ceil(stat.sizeBytes / 4096) * 8);
    case 'm':
      return stat.mode.toString(8);
    case 'M':
      return modeText(stat.kind, stat.mode);
    case 'y':
      return TYPE_LETTERS[stat.kind];
    case 'Y': {
      const absolute = run.tool.path(path);
      return stat.kind !== 'link'
        ? TYPE_LETTERS[stat.kind]
        : files.exists(absolute)
          ? TYPE_LETTERS[files.stat(absolute).kind]
          : 'N';
    }
    case 'l':
      return stat.kind === 'link' ? files.readLink(run.tool.path(path)) : '';
    case 'u':
      return stat.owner;
    case 'g':
      return stat.group;
    case 'U':
      return String(stat.uid);
    case 'G':
      return String(stat.gid);
    case 'n':
      return '1';
    case 't':
    case 'a':
    case 'c':
      return formatTime('%a %b %e %H:%M:%S.0000000000 %Y', stat.modifiedMs);
    default:
      return undefined;
  }
}

function timeText(ms: number, letter: string): string {
  const fraction = `${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}0000000`;
  if (letter === '@') return `${Math.floor(ms / 1000)}.${fraction}`;
  if (letter === '+') return formatTime(`%Y-%m-%d+%H:%M:%S.${fraction}`, ms);
  if (letter === 'S' || letter === 'T')
    return formatTime(letter === 'S' ? `%S.${fraction}` : `%H:%M:%S.${fraction}`, ms);
  return formatTime(`%${letter}`, ms);
}

/** A line of -ls. */
export function listLine(found: Found, run: FindRun): string {
  const { stat, path } = found;
  const blocks = directive('k', found, run)!;
  const link = stat.kind === 'link' ? ` -> ${run.tool.files.readLink(run.tool.path(path))}` : '';
  const recent = Math.abs(run.nowMs - stat.modifiedMs) < 180 * 86_400_000;
  const time = formatTime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.modifiedMs);
  return `${'0'.padStart(9)} ${blocks.padStart(6)} ${modeText(stat.kind, stat.mode)} ${'1'.padStart(3)} ${stat.owner.padEnd(8)} ${stat.group.padEnd(8)} ${String(stat.sizeBytes).padStart(8)} ${time} ${path}${link}\n`;
}
