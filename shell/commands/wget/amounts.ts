const UNITS = ['B/s', 'KB/s', 'MB/s', 'GB/s'];

/** `1.48 MB/s`, with three digits at most. */
export function rateText(bytes: number, milliseconds: number): string {
  let rate = (bytes * 1000) / milliseconds;
  let unit = 0;
  while (rate >= 1024 && unit < UNITS.length - 1) {
    rate /= 1024;
    unit++;
  }
  return `${rate.toFixed(rate >= 99.95 ? 0 : rate >= 9.995 ? 1 : 2)} ${UNITS[unit]}`;
}

/** `2.5s`, `0s`: fewer decimals the longer it took. */
export function secondsText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 0.001) return '0s';
  if (seconds < 0.1) return `${seconds.toFixed(3)}s`;
  return `${seconds.toFixed(seconds < 10 ? 1 : 0)}s`;
}

/** ` (1.2K)` after the number of bytes, from 1 KiB on. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return '';
  let size = bytes;
  let unit = -1;
  while (size >= 1024 && unit < 3) {
    size /= 1024;
    unit++;
  }
  return ` (${size.toFixed(size < 10 ? 1 : 0)}${'KMGT'[unit]})`;
}

/** `2026-01-02 03:04:05`. */
export const timeText = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
