import type { JournalEntry } from '../../../cluster/machinery/node-services.ts';
import { strftime } from '../time/strftime.ts';
import { UTC_ZONE } from '../time/zoned-time.ts';

export const JOURNAL_FORMATS = ['short', 'short-iso', 'short-precise', 'short-unix', 'cat', 'json'] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];

/** One entry as journalctl prints it. */
export function journalLine(entry: JournalEntry, hostname: string, format: JournalFormat): string {
  const { atMs, identifier, pid, message, unit } = entry;
  if (format === 'cat') return `${message}\n`;
  if (format === 'json') {
    return `${JSON.stringify({
      __REALTIME_TIMESTAMP: `${atMs}000`,
      _HOSTNAME: hostname,
      SYSLOG_IDENTIFIER: identifier,
      _PID: String(pid),
      _SYSTEMD_UNIT: `${unit}.service`,
      MESSAGE: message,
    })}\n`;
  }
  return `${timeOf(atMs, format)} ${hostname} ${identifier}[${pid}]: ${message}\n`;
}

const FORMATS: Readonly<Record<string, string>> = {
  short: '%b %d %H:%M:%S',
  'short-iso': '%Y-%m-%dT%H:%M:%S%z',
  'short-precise': '%b %d %H:%M:%S.%6N',
};

function timeOf(ms: number, format: JournalFormat): string {
  if (format === 'short-unix') return (ms / 1000).toFixed(6);
  return strftime(FORMATS[format] ?? FORMATS['short']!, ms, { zone: UTC_ZONE });
}
