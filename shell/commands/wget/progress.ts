import { rateText, secondsText } from './amounts.ts';

const DOT_BYTES = 1024;
const DOTS = 50;
const CLUSTER = 10;
const BAR = 20;

export interface ProgressFacts {
  readonly name: string;
  readonly received: number;
  /** Undefined when the server does not tell. */
  readonly total: number | undefined;
  readonly milliseconds: number;
}

/** `1.48M`: the rate without its unit, as rows of dots have it. */
const shortRate = (bytes: number, milliseconds: number): string =>
  rateText(bytes, milliseconds).replace(/ ([KMG]?)B\/s$/, '$1');

/** wget's rows of dots, one a KiB: what a log file gets. */
export function dots({ received, total, milliseconds }: ProgressFacts): string {
  const rows: string[] = [];
  const rowBytes = DOT_BYTES * DOTS;
  for (let start = 0; ; start += rowBytes) {
    const inRow = Math.min(rowBytes, received - start);
    const full = Math.floor(inRow / DOT_BYTES);
    const marks = Array.from({ length: DOTS }, (_, at) => `${at % CLUSTER === 0 ? ' ' : ''}${at < full ? '.' : ' '}`);
    const last = start + inRow >= received;
    const percent = total === undefined ? '' : `${String(Math.floor((100 * (start + inRow)) / total)).padStart(3)}%`;
    const share = (milliseconds * Math.max(inRow, 1)) / Math.max(received, 1);
    const rate = shortRate(inRow, share).padStart(5);
    const left = total === undefined ? '' : ` ${secondsText(0)}`;
    const time = last ? `=${secondsText(milliseconds)}` : left;
    rows.push(`${String(start / 1024).padStart(6)}K${marks.join('')}${percent} ${rate}${time}\n`);
    if (last) return `\n${rows.join('')}\n`;
  }
}

/** The bar of a terminal 80 columns wide, at its end. */
export function bar({ name, received, total, milliseconds }: ProgressFacts): string {
  const filled = total === undefined ? ' <=>'.padEnd(BAR) : `${'='.repeat(BAR - 1)}>`;
  const percent = total === undefined ? '    ' : '100%';
  const rate = milliseconds < 150 ? '--.-KB/s' : rateText(received, milliseconds).replace(' ', '').padStart(8);
  const time = `    in ${secondsText(milliseconds)}`.padEnd(15);
  return `\r${name.slice(0, 19).padEnd(20)}${percent}[${filled}] ${shortSize(received).padStart(7)}  ${rate}${time}\n\n`;
}

function shortSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const unit = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const size = bytes / 1024 ** unit;
  return `${size.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)}${'KMG'[unit - 1]}`;
}
