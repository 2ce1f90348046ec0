import type { ByteConnection } from '../driver.ts';

/** What may come at once, and what then follows a second: faster than anyone reads, slower than a thread could send. */
const BURST_BYTES = 1024 * 1024;
const BYTES_PER_SECOND = 2 * 1024 * 1024;

/**
 * A terminal's output at a line's pace: `yes` in one terminal must not take the web process and the page from others.
 * One read a turn of the event loop, so that a program that prints line by line fills a message instead of sending
 * thousands.
 */
export function atTerminalPace(terminal: ByteConnection, now: () => number = () => performance.now()): ByteConnection {
  let allowance = BURST_BYTES;
  let askedMs = now();
  return {
    read: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const bytes = await terminal.read();
      const passedMs = now() - askedMs;
      askedMs += passedMs;
      allowance = Math.min(BURST_BYTES, allowance + (passedMs / 1000) * BYTES_PER_SECOND) - (bytes?.length ?? 0);
      if (allowance < 0) await new Promise((resolve) => setTimeout(resolve, (-allowance / BYTES_PER_SECOND) * 1000));
      return bytes;
    },
    write: (bytes) => terminal.write(bytes),
    close: () => terminal.close(),
  };
}
