import { strftime } from '../time/strftime.ts';
import { blocksOf, modeText } from './file-mode.ts';
import { arrowOf, type Entry, labelOf } from './ls-entry.ts';
import type { ListOptions } from './ls-options.ts';
import type { OwnerNames } from './owner-names.ts';

export interface LongOptions extends ListOptions {
  readonly now: number;
  readonly names: OwnerNames;
  readonly shows: {
    owner: boolean;
    group: boolean;
    author: boolean;
    numbers: boolean;
    inode: boolean;
    blocks: boolean;
  };
}

/** Half of an average Gregorian year: older files show their year, as those of the future do. */
const HALF_YEAR_MS = (31_556_952 / 2) * 1000;

/** Lines of `ls -l`, columns aligned. */
export function longLines(entries: readonly Entry[], options: LongOptions, padded: boolean): string[] {
  const minors = Math.max(0, ...entries.map(({ stat }) => String(stat.deviceNumbers?.[1] ?? '').length));
  const rows = entries.map((entry) => cellsOf(entry, options, minors));
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]!.text.length)));
  return rows.map((cells, index) => {
    const entry = entries[index]!;
    const aligned = cells.map(({ text, left }, at) => (left ? text.padEnd(widths[at]!) : text.padStart(widths[at]!)));
    return `${aligned.join(' ')} ${labelOf(entry, options, padded).text}${arrowOf(entry, options)}`;
  });
}

interface Column {
  readonly text: string;
  readonly left?: boolean;
}

function cellsOf(entry: Entry, options: LongOptions, minors: number): Column[] {
  const { stat } = entry;
  const { shows, names } = options;
  const owner = shows.numbers ? String(stat.uid) : (names.user(stat.uid) ?? String(stat.uid));
  const group = shows.numbers ? String(stat.gid) : (names.group(stat.gid) ?? String(stat.gid));
  const size = stat.deviceNumbers
    ? `${stat.deviceNumbers[0]}, ${String(stat.deviceNumbers[1]).padStart(minors)}`
    : options.size(stat.sizeBytes);
  return [
    ...(shows.inode ? [{ text: String(stat.inode) }] : []),
    ...(shows.blocks ? [{ text: options.blocks(blocksOf(stat)) }] : []),
    { text: modeText(stat), left: true },
    { text: String(stat.links) },
    ...(shows.owner ? [{ text: owner, left: !shows.numbers }] : []),
    ...(shows.group ? [{ text: group, left: !shows.numbers }] : []),
    ...(shows.author ? [{ text: owner, left: !shows.numbers }] : []),
    { text: size },
    { text: timeText(stat[options.time], options) },
  ];
}

function timeText(ms: number, { now, timeFormats, zone }: LongOptions): string {
  const recent = ms > now - HALF_YEAR_MS && ms <= now;
  return strftime(timeFormats[recent ? 1 : 0], ms, { zone });
}
