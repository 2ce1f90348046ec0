import { matchesPattern } from '../../interpreter/pattern.ts';
import type { Call } from '../everyday/define.ts';
import { type Zone, zoneOf } from '../time/zoned-time.ts';
import { type Palette, paletteOf } from './colours.ts';

export type ListFormat = 'long' | 'one' | 'columns' | 'across' | 'commas';
export type Quoting = 'literal' | 'shell' | 'shell-escape' | 'c' | 'escape';
export type SortKey = 'name' | 'time' | 'size' | 'extension' | 'version' | 'width' | 'none';
export type TimeKind = 'modifiedMs' | 'accessedMs' | 'changedMs' | 'createdMs';

/** What an `ls` was asked for. */
export interface ListOptions {
  readonly format: ListFormat;
  readonly quoting: Quoting;
  readonly hideControl: boolean;
  readonly sort: SortKey;
  readonly time: TimeKind;
  readonly timeFormats: readonly [old: string, recent: string];
  readonly width: number;
  readonly palette: Palette | null;
  readonly indicators: 'none' | 'slash' | 'file-type' | 'classify';
  readonly ignores: (name: string) => boolean;
  readonly hidden: 'no' | 'almost' | 'all';
  readonly zone: Zone;
  readonly size: (bytes: number) => string;
  readonly blocks: (blocks: number) => string;
  readonly followArguments: boolean;
}

const STYLES: Readonly<Record<string, readonly [string, string]>> = {
  'full-iso': ['%Y-%m-%d %H:%M:%S.%N %z', '%Y-%m-%d %H:%M:%S.%N %z'],
  'long-iso': ['%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M'],
  iso: ['%Y-%m-%d ', '%m-%d %H:%M'],
  locale: ['%b %e  %Y', '%b %e %H:%M'],
};
const TIMES: Readonly<Record<string, TimeKind>> = {
  atime: 'accessedMs',
  access: 'accessedMs',
  use: 'accessedMs',
  ctime: 'changedMs',
  status: 'changedMs',
  birth: 'createdMs',
  creation: 'createdMs',
  mtime: 'modifiedMs',
  modification: 'modifiedMs',
};
const SORTS: Readonly<Record<string, SortKey>> = {
  none: 'none',
  time: 'time',
  size: 'size',
  extension: 'extension',
  version: 'version',
  width: 'width',
  name: 'name',
};

/** The last of several options that exclude each other. */
function last<T>(call: Call, choices: Readonly<Record<string, T>>): T | undefined {
  let chosen: T | undefined;
  for (const [option] of call.given) if (Object.hasOwn(choices, option)) chosen = choices[option];
  return chosen;
}

function formatOf(call: Call): ListFormat {
  const named: Readonly<Record<string, ListFormat>> = {
    verbose: 'long',
    long: 'long',
    commas: 'commas',
    horizontal: 'across',
    across: 'across',
    vertical: 'columns',
    'single-column': 'one',
  };
  let chosen: ListFormat | undefined;
  const long = new Set(['l', 'n', 'g', 'o', 'full-time']);
  for (const [option, value] of call.given) {
    if (long.has(option)) chosen = 'long';
    else if (option === '1' && chosen !== 'long') chosen = 'one';
    else if (option === 'C') chosen = 'columns';
    else if (option === 'x') chosen = 'across';
    else if (option === 'm') chosen = 'commas';
    else if (option === 'format') chosen = named[value] ?? chosen;
  }
  return chosen ?? (call.process.stdoutIsTerminal ? 'columns' : 'one');
}

function quotingOf(call: Call): Quoting {
  const styles = new Set(['literal', 'shell', 'shell-escape', 'c', 'escape']);
  let chosen: Quoting = call.process.stdoutIsTerminal && !call.isBusybox ? 'shell-escape' : 'literal';
  for (const [option, value] of call.given) {
    if (option === 'N') chosen = 'literal';
    else if (option === 'Q') chosen = 'c';
    else if (option === 'b') chosen = 'escape';
    else if (option === 'quoting-style' && styles.has(value)) chosen = value as Quoting;
  }
  return chosen;
}

function coloured(call: Call): boolean {
  const value = call.value('colour');
  if (value === undefined) return call.isBusybox && call.process.stdoutIsTerminal;
  if (value === '' || ['always', 'yes', 'force'].includes(value)) return true;
  return ['auto', 'tty', 'if-tty'].includes(value) && call.process.stdoutIsTerminal;
}

export function listOptions(call: Call, humanSize: (bytes: number, base?: 1024 | 1000) => string): ListOptions {
  const { environment, terminal } = call.process;
  const style = call.has('full-time')
    ? 'full-iso'
    : (call.value('time-style') ?? environment['TIME_STYLE'] ?? 'locale');
  const own = style.startsWith('+') ? style.slice(1).split('\n') : null;
  const human = call.has('h')
    ? (bytes: number) => humanSize(bytes)
    : call.has('si')
      ? (bytes: number) => humanSize(bytes, 1000)
      : null;
  const time = call.value('time');
  const chosenTime = time !== undefined ? TIMES[time] : last<TimeKind>(call, { c: 'changedMs', u: 'accessedMs' });
  const format = formatOf(call);
  const sortName = call.value('sort');
  const chosenSort = last<SortKey>(call, { t: 'time', S: 'size', X: 'extension', v: 'version', U: 'none', f: 'none' });
  const byTime = chosenTime !== undefined && format !== 'long' ? 'time' : 'name';
  const width = call.value('w') ?? environment['COLUMNS'];
  return {
    format,
    quoting: quotingOf(call),
    hideControl: call.has('q') || (call.process.stdoutIsTerminal && !call.has('show-control-chars')),
    sort: chosenSort ?? (sortName === undefined ? byTime : (SORTS[sortName] ?? 'name')),
    time: chosenTime ?? 'modifiedMs',
    timeFormats: own ? [own[0]!, own[1] ?? own[0]!] : (STYLES[style.replace(/^posix-/, '')] ?? STYLES['locale']!),
    width:
      width !== undefined && /^\d+$/.test(width)
        ? Number(width) || 65_536
        : ((call.process.stdoutIsTerminal ? terminal?.columns() : undefined) ?? 80),
    palette: coloured(call) && knowsColours(environment) ? paletteOf(environment['LS_COLORS']) : null,
    indicators: call.has('F') ? 'classify' : call.has('file-type') ? 'file-type' : call.has('p') ? 'slash' : 'none',
    ignores: ignoring([...call.values('I'), ...call.values('hide'), ...(call.has('B') ? ['*~', '.*~'] : [])]),
    hidden: last<ListOptions['hidden']>(call, { a: 'all', A: 'almost', f: 'all' }) ?? 'no',
    zone: zoneOf(environment['TZ']),
    size: human ?? String,
    blocks: human ? (blocks) => human(blocks * 512) : (blocks) => String(Math.ceil(blocks / 2)),
    followArguments: call.has('L') || call.has('H') || (format !== 'long' && !call.has('d') && !call.has('F')),
  };
}

function ignoring(patterns: readonly string[]): (name: string) => boolean {
  return (name) => patterns.some((pattern) => matchesPattern(name, pattern));
}

/** Without LS_COLORS, a terminal that is not known gets no colours. */
function knowsColours(environment: Readonly<Record<string, string>>): boolean {
  const { LS_COLORS, COLORTERM, TERM = '' } = environment as { LS_COLORS?: string; COLORTERM?: string; TERM?: string };
  return (
    Boolean(LS_COLORS || COLORTERM) ||
    /color|xterm|screen|tmux|linux|vt100|rxvt|ansi|cygwin|konsole|putty|st|alacritty/.test(TERM)
  );
}
