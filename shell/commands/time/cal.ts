import { type Call, defineCommand } from '../everyday/define.ts';
import { MONTHS } from './strftime.ts';
import { zoneOf } from './zoned-time.ts';

const USAGE = `Usage: cal [options] [[[day] month] year]
A calendar of a month or a year.

  -1, --one       this month alone
  -3, --three     the month before and after, too
  -n, --months N  so many months
  -s, --sunday    weeks begin on Sunday
  -m, --monday    weeks begin on Monday
  -y, --year      the whole year
  -h, --help      this text
  -V, --version   the version`;

const WIDTH = 20;

/** cal(1) of util-linux. */
export const cal = defineCommand(
  {
    name: 'cal',
    usage: USAGE,
    flags: '13smyY',
    values: 'n',
    long: { one: '1', three: '3', months: 'n', sunday: 's', monday: 'm', year: 'y', twelve: 'Y' },
  },
  async (call) => {
    const { clock } = call.process.machine;
    const zone = zoneOf(call.process.environment['TZ']);
    const now = new Date(clock.now() + zone.offsetSeconds(clock.now()) * 1000);
    const [yearText, monthText] = [...call.operands].reverse();
    const year = yearText === undefined ? now.getUTCFullYear() : Number(yearText);
    if (!Number.isInteger(year) || year < 1 || year > 9999)
      return refuse(call, `illegal year value: use positive integer`);
    const month = monthText === undefined ? now.getUTCMonth() : monthNumber(monthText);
    if (month === null) return refuse(call, `unknown month name: ${monthText}`);
    const today = now.toISOString().slice(0, 10);
    const monday = call.has('m') && !call.has('s');
    const draw = (from: number, withYear: boolean) =>
      monthLines(year, from, { today, monday, withYear, marked: call.process.stdoutIsTerminal });
    if (call.has('y') || (yearText !== undefined && monthText === undefined)) {
      const rows = [0, 3, 6, 9].map((first) => beside([0, 1, 2].map((at) => draw(first + at, false))));
      await call.print(`${' '.repeat(31)}${year}\n\n${rows.join('\n')}\n`);
      return 0;
    }
    const count = call.has('3') ? 3 : Math.min(Math.max(1, Number(call.value('n') ?? 1) || 1), 120);
    const first = call.has('3') ? month - 1 : month;
    const months = Array.from({ length: count }, (_, at) => draw(first + at, true));
    for (let at = 0; at < months.length; at += 3) await call.print(beside(months.slice(at, at + 3)));
    return 0;
  },
);

async function refuse(call: Call, message: string): Promise<number> {
  await call.complain(message);
  return 1;
}

function monthNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 12 ? Number(text) - 1 : null;
  const at = MONTHS.findIndex((name) => text.length >= 3 && name.toLowerCase().startsWith(text.toLowerCase()));
  return at < 0 ? null : at;
}

interface MonthOptions {
  readonly today: string;
  readonly monday: boolean;
  readonly withYear: boolean;
  /** Today is shown inverted. */
  readonly marked: boolean;
}

/** A title, the names of the days and six weeks, each 20 columns wide. `month` may lie in another year (-1, 12 …). */
function monthLines(year: number, month: number, { today, monday, withYear, marked }: MonthOptions): string[] {
  const first = new Date(Date.UTC(year, month, 1));
  const title = `${MONTHS[first.getUTCMonth()]}${withYear ? ` ${first.getUTCFullYear()}` : ''}`;
  const left = Math.floor((WIDTH - title.length) / 2);
  const blanks = (first.getUTCDay() + (monday ? 6 : 0)) % 7;
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const cells = Array.from({ length: 42 }, (_, at) => {
    const day = at - blanks + 1;
    if (day < 1 || day > days) return '  ';
    const isToday = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), day))
      .toISOString()
      .startsWith(today);
    const text = String(day).padStart(2);
    return marked && isToday ? `\x1b[7m${text}\x1b[0m` : text;
  });
  const weeks = Array.from({ length: 6 }, (_, week) => cells.slice(week * 7, week * 7 + 7).join(' '));
  return [
    `${' '.repeat(left)}${title}`.padEnd(WIDTH),
    monday ? 'Mo Tu We Th Fr Sa Su' : 'Su Mo Tu We Th Fr Sa',
    ...weeks,
  ];
}

function beside(months: readonly string[][]): string {
  return months[0]!
    .map((_, row) => `${months.map((lines) => lines[row]).join('  ')}${months.length > 1 ? '  ' : ''}\n`)
    .join('');
}
