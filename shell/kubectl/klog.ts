import type { Session } from './session.ts';

/** A line of klog: `E1121 05:50:12.123456   12345 portforward.go:424] text` (klog's header, in local time). */
export function klogLine(session: Session, severity: 'I' | 'W' | 'E' | 'F', source: string, text: string): string {
  const now = new Date(session.now());
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(now.getUTCMonth() + 1)}${two(now.getUTCDate())}`;
  const time = `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())}`;
  const micros = String(now.getUTCMilliseconds() * 1000).padStart(6, '0');
  return `${severity}${day} ${time}.${micros} ${String(session.process.pid).padStart(7)} ${source}] ${text}\n`;
}

/** What Go's `runtime.HandleError` prints of an error that nobody handles. */
export function unhandledError(session: Session, source: string, message: string): Promise<void> {
  return session.error(klogLine(session, 'E', source, `"Unhandled Error" err=${JSON.stringify(message)}`));
}
