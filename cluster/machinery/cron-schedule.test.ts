import { expect, test } from 'vitest';
import { parseCronSchedule } from './cron-schedule.ts';

function due(schedule: string, after: string, count = 3): string[] {
  const parsed = parseCronSchedule(schedule);
  const times: string[] = [];
  for (let time: number | undefined = Date.parse(after); times.length < count; ) {
    time = parsed.next(time);
    if (time === undefined) break;
    times.push(new Date(time).toISOString().slice(0, 16));
  }
  return times;
}

test.each([
  ['*/15 * * * *', '2026-01-05T09:07:30Z', ['2026-01-05T09:15', '2026-01-05T09:30', '2026-01-05T09:45']],
  ['0 0 31 * *', '2026-01-31T00:00:00Z', ['2026-03-31T00:00', '2026-05-31T00:00', '2026-07-31T00:00']],
  ['30 8 * JAN mon-wed', '2026-01-05T08:30:00Z', ['2026-01-06T08:30', '2026-01-07T08:30', '2026-01-12T08:30']],
  ['0 12 13 * 5', '2026-02-01T00:00:00Z', ['2026-02-06T12:00', '2026-02-13T12:00', '2026-02-20T12:00']],
  ['@weekly', '2026-01-05T09:00:00Z', ['2026-01-11T00:00', '2026-01-18T00:00', '2026-01-25T00:00']],
  ['@every 90m', '2026-01-05T09:00:00Z', ['2026-01-05T10:30', '2026-01-05T12:00', '2026-01-05T13:30']],
  ['0 0 30 2 *', '2026-01-05T09:00:00Z', []],
])('%s', (schedule, after, times) => {
  expect(due(schedule, after)).toEqual(times);
});

test('an hour that is skipped in spring is not due, and one that comes twice is due once and again', () => {
  const paris = (schedule: string, after: string) => due(`TZ=Europe/Paris ${schedule}`, after, 2);
  expect(paris('30 2 * * *', '2026-03-28T02:00:00Z')).toEqual(['2026-03-30T00:30', '2026-03-31T00:30']);
  expect(paris('30 2 * * *', '2026-10-24T12:00:00Z')).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
});

test.each([
  ['', 'empty spec string'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['@never', 'unrecognized descriptor: @never'],
  ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ['TZ=Nowhere/Else 0 0 * * *', 'provided bad location Nowhere/Else: unknown time zone Nowhere/Else'],
])('refuses %j', (schedule, message) => {
  expect(() => parseCronSchedule(schedule)).toThrow(message);
});
