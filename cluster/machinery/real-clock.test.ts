import { afterEach, expect, test, vi } from 'vitest';
import { RealClock } from './clock.ts';

const FORTY_DAYS_MS = 40 * 86_400_000;

afterEach(() => {
  vi.useRealTimers();
});

test("waits longer than the host's timers can", () => {
  vi.useFakeTimers();
  let rung = 0;
  new RealClock().schedule(FORTY_DAYS_MS, () => rung++);
  const cancel = new RealClock().schedule(FORTY_DAYS_MS, () => rung++);
  vi.advanceTimersByTime(FORTY_DAYS_MS - 1);
  expect(rung).toBe(0);
  cancel();
  vi.advanceTimersByTime(1);
  expect(rung).toBe(1);
});
