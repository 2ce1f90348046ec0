const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill);

const CONVERSIONS: Readonly<Record<string, (time: Date) => string>> = {
  a: (time) => DAYS[time.getUTCDay()]!.slice(0, 3),
  A: (time) => DAYS[time.getUTCDay()]!,
  b: (time) => MONTHS[time.getUTCMonth()]!.slice(0, 3),
  h: (time) => MONTHS[time.getUTCMonth()]!.slice(0, 3),
  B: (time) => MONTHS[time.getUTCMonth()]!,
  c: (time) => formatTime('%a %b %e %H:%M:%S %Y', time.getTime()),
  C: (time) => pad(Math.floor(time.getUTCFullYear() / 100)),
  d: (time) => pad(time.getUTCDate()),
  D: (time) => formatTime('%m/%d/%y', time.getTime()),
  e: (time) => pad(time.getUTCDate(), 2, ' '),
  F: (time) => formatTime('%Y-%m-%d', time.getTime()),
  H: (time) => pad(time.getUTCHours()),
  I: (time) => pad(time.getUTCHours() % 12 || 12),
  j: (time) => pad(Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / 86_400_000) + 1, 3),
  k: (time) => pad(time.getUTCHours(), 2, ' '),
  l: (time) => pad(time.getUTCHours() % 12 || 12, 2, ' '),
  m: (time) => pad(time.getUTCMonth() + 1),
  M: (time) => pad(time.getUTCMinutes()),
  n: () => '\n',
  N: (time) => pad(time.getUTCMilliseconds() * 1_000_000, 9),
  p: (time) => (time.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (time) => (time.getUTCHours() < 12 ? 'am' : 'pm'),
  r: (time) => formatTime('%I:%M:%S %p', time.getTime()),
  R: (time) => formatTime('%H:%M', time.getTime()),
  s: (time) => String(Math.floor(time.getTime() / 1000)),
  S: (time) => pad(time.getUTCSeconds()),
  t: () => '\t',
  T: (time) => formatTime('%H:%M:%S', time.getTime()),
  u: (time) => String(time.getUTCDay() || 7),
  w: (time) => String(time.getUTCDay()),
  x: (time) => formatTime('%m/%d/%y', time.getTime()),
  X: (time) => formatTime('%H:%M:%S', time.getTime()),
  y: (time) => pad(time.getUTCFullYear() % 100),
  Y: (time) => String(time.getUTCFullYear()),
  z: () => '+0000',
  ':z': () => '+00:00',
  Z: () => 'UTC',
  '%': () => '%',
};

/** strftime(3) in the C locale and UTC, with the `date` command's %N, %-d and %:z. */
export function formatTime(format: string, timeMs: number): string {
  const time = new Date(timeMs);
  return format.replace(/%([-_0^]?)(\d*)(:?[A-Za-z%])/g, (all, flag, width, letter) => {
    const text = CONVERSIONS[letter as string]?.(time);
    if (text === undefined) return all;
    if (letter === 'N' && width !== '') return text.slice(0, Number(width));
    if (flag === '-') return text.replace(/^[0 ]+(?=\d)/, '');
    if (flag === '_') return text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length));
    return flag === '^' ? text.toUpperCase() : text;
  });
}
