import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atTerminalPace } from './terminal-pace.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('lets a mebibyte through at once, and then two a second', async () => {
  const piece = new Uint8Array(64 * 1024);
  const terminal = { read: async () => piece, write: async () => {}, close: () => {} };
  const paced = atTerminalPace(terminal, () => Date.now());
  let read = 0;
  void (async () => {
    for (;;) read += (await paced.read())?.length ?? 0;
  })();
  const mebibytes: number[] = [];
  for (let second = 0; second < 3; second++) {
    await vi.advanceTimersByTimeAsync(second === 0 ? 10 : 1000);
    mebibytes.push(Math.round(read / 1024 / 1024));
  }
  expect(mebibytes).toEqual([1, 3, 5]);
});
