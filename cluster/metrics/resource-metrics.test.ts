import { expect, test } from 'vitest';
import { containerUsage } from './container-usage.ts';
import { RequestRates } from './request-rates.ts';

test('requests count once the scrape is over, and no longer than the next', () => {
  const rates = new RequestRates(15_000);
  const record = { id: 1, connectionId: 1, sequence: 1, method: 'GET', authority: 'web', path: '/', status: 200 };
  for (let second = 0; second < 15; second++) {
    for (let count = 0; count < 4; count++) {
      rates.count({ ...record, host: 'pod/default/web', startedMs: second * 1000, endedMs: second * 1000 });
    }
  }
  expect([14_999, 15_000, 29_999, 30_000].map((now) => rates.perSecond('pod/default/web', now))).toEqual([0, 4, 4, 0]);
});

test('a request costs 2 ms of a core, up to the limit', () => {
  const idle = containerUsage('uid', { name: 'web' }, 0);
  const busy = containerUsage('uid', { name: 'web' }, 50);
  expect(busy.cpuNanos - idle.cpuNanos).toBe(100_000_000);
  const limited = containerUsage('uid', { name: 'web', resources: { limits: { cpu: '50m' } } }, 50);
  expect(limited.cpuNanos).toBe(50_000_000);
});
