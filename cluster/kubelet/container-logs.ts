import type { Clock } from '../machinery/clock.ts';
import type { LogOptions } from '../machinery/kubelet-endpoint.ts';
import type { ContainerLog, LogLine } from './container-log.ts';

/** A log as `kubectl logs` asks for it: what is there (from where the options say) and, with follow, what comes. */
export async function* readLog(
  log: ContainerLog,
  clock: Clock,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const following = options.follow ? log.follow(log.end, signal) : undefined;
  for (const line of selected([...log.lines()], clock, options)) {
    const bytes = formatted(line, options).subarray(0, left);
    left -= bytes.length;
    yield bytes;
    if (left <= 0) return;
  }
  if (!following) return;
  for await (const line of following) {
    const bytes = formatted(line, options).subarray(0, left);
    left -= bytes.length;
    yield bytes;
    if (left <= 0) return;
  }
}

function selected(lines: readonly LogLine[], clock: Clock, options: LogOptions): readonly LogLine[] {
  const { sinceSeconds, sinceTime, tailLines } = options;
  const fromMs = sinceSeconds === undefined ? Date.parse(sinceTime ?? '') || 0 : clock.now() - sinceSeconds * 1000;
  const recent = fromMs > 0 ? lines.filter(({ atMs }) => atMs >= fromMs) : lines;
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
}

/** `2026-01-05T09:00:00.123000000Z line` (RFC 3339 with nanoseconds). */
function formatted({ atMs, bytes }: LogLine, { timestamps }: LogOptions): Uint8Array {
  if (!timestamps) return bytes;
  const time = `${new Date(atMs).toISOString().slice(0, 23)}000000Z `;
  return Buffer.concat([Buffer.from(time), bytes]);
}
