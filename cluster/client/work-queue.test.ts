import { expect, test } from 'vitest';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { Activity } from './activity.ts';
import { WorkQueue } from './work-queue.ts';
import { startWorker } from './worker.ts';

function queueOnVirtualClock() {
  const clock = new VirtualClock();
  const activity = new Activity(clock);
  return { clock, activity, queue: new WorkQueue(clock, activity) };
}

test('a key that is added several times is processed once', async () => {
  const { activity, queue } = queueOnVirtualClock();
  const processed: string[] = [];
  const process = async (key: string) => void processed.push(key);
  startWorker({ queue, concurrency: 1, process, onError: () => {} });
  for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
  expect(activity.idle()).toBe(false);
  await activity.settled();
  expect(processed).toEqual(['a', 'b']);
});

test('a key that is added while it is processed is processed again afterwards, never twice at a time', async () => {
  const { activity, queue } = queueOnVirtualClock();
  const story: string[] = [];
  const process = async (key: string) => {
    story.push(`begin ${key}`);
    if (story.length === 1) queue.add(key);
    await Promise.resolve();
    story.push(`end ${key}`);
  };
  startWorker({ queue, concurrency: 4, process, onError: () => {} });
  queue.add('a');
  await activity.settled();
  expect(story).toEqual(['begin a', 'end a', 'begin a', 'end a']);
});

test('a failing key is retried after 5 ms, 10 ms, 20 ms, and from the start after a success', async () => {
  const { clock, queue } = queueOnVirtualClock();
  const attempts: number[] = [];
  const failures: string[] = [];
  const process = async () => {
    attempts.push(clock.now() - start);
    if (attempts.length < 4) throw new Error(`attempt ${attempts.length}`);
  };
  const start = clock.now();
  startWorker({ queue, concurrency: 1, process, onError: (key, error) => failures.push(`${key}: ${error}`) });
  queue.add('a');
  await clock.advance(1_000);
  expect(attempts).toEqual([0, 5, 15, 35]);
  expect(failures).toEqual(['a: Error: attempt 1', 'a: Error: attempt 2', 'a: Error: attempt 3']);
  queue.addRateLimited('a');
  await clock.advance(5);
  expect(attempts.at(-1)).toBe(1_005);
});

test('of several delays the earliest counts, and what waits for time does not keep a cluster from having settled', async () => {
  const { clock, activity, queue } = queueOnVirtualClock();
  const at: number[] = [];
  const start = clock.now();
  const process = async () => void at.push(clock.now() - start);
  startWorker({ queue, concurrency: 1, process, onError: () => {} });
  queue.addAfter('a', 300);
  queue.addAfter('a', 100);
  queue.addAfter('a', 200);
  await activity.settled();
  expect(at).toEqual([]);
  await clock.advance(1_000);
  expect(at).toEqual([100]);
});
