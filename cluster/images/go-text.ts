import type { Process } from '../machinery/machine.ts';

const encoder = new TextEncoder();

/** A line as Go's log package writes it to standard error: `2026/01/05 09:00:00 text`. */
export function goLog(process: Process, text: string): void {
  const time = new Date(process.machine.clock.now()).toISOString();
  const stamp = `${time.slice(0, 10).replaceAll('-', '/')} ${time.slice(11, 19)}`;
  process.stderr.write(encoder.encode(`${stamp} ${text}\n`)).catch(() => {});
}

/** Milliseconds of a Go duration (`1m30s`, `500ms`); undefined when it is none. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000_001 };
  if (!/^(\d+(\.\d+)?(h|ms|us|ns|m|s))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, value, , unit] of text.matchAll(/(\d+(\.\d+)?)(h|ms|us|ns|m|s)/g)) {
    total += Number(value) * (units[unit ?? ''] ?? 0);
  }
  return total;
}
