import { expect, test } from 'vitest';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { EventCorrelator, type ObservedEvent } from './event-correlator.ts';

function event(message: string): ObservedEvent {
  const involvedObject = {
    kind: 'Pod',
    namespace: 'default',
    name: 'red',
    uid: '1',
    apiVersion: 'v1',
    resourceVersion: '1',
  };
  return { involvedObject, type: 'Warning', reason: 'Failed', message };
}

test('the same event is counted', () => {
  const correlator = new EventCorrelator(new VirtualClock());
  const seen = [event('a'), event('b'), event('a')].map((each) => correlator.correlate(each));
  expect(seen.map((each) => `${each?.message} ${each?.count}`)).toEqual(['a 1', 'b 1', 'a 2']);
});

test('events that differ only in their message are combined after ten', () => {
  const correlator = new EventCorrelator(new VirtualClock());
  const seen = Array.from({ length: 12 }, (_, index) => correlator.correlate(event(`m${index}`)));
  expect(seen.slice(8).map((each) => `${each?.message} ${each?.count}`)).toEqual([
    'm8 1',
    'm9 1',
    '(combined from similar events): m10 1',
    '(combined from similar events): m11 2',
  ]);
});

test('a flood about one object is cut off after 25 and lets one through every five minutes', async () => {
  const clock = new VirtualClock();
  const correlator = new EventCorrelator(clock);
  const flood = () => Array.from({ length: 30 }, () => correlator.correlate(event('again'))).filter(Boolean).length;
  expect(flood()).toBe(25);
  await clock.advance(300_000);
  expect(flood()).toBe(1);
});
