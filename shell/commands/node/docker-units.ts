const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `16 minutes`, as docker/go-units' HumanDuration words it. */
export function dockerDuration(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(ms / MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(ms / HOUR);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(ms / DAY)} days`;
  if (hours < 24 * 60) return `${Math.floor(ms / DAY / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(ms / DAY / 30)} months`;
  return `${Math.floor(ms / DAY / 365)} years`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `75.4MB`: so many digits that count, as go-units' HumanSizeWithPrecision prints (%.3g). */
export function dockerSize(bytes: number, digits = 3): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${Number(size.toPrecision(digits))}${UNITS[unit]}`;
}
