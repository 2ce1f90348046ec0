import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { CRON_JOBS, JOBS } from '../../client/resources.ts';

const MINUTE_MS = 60_000;

/** Without nodes: its Jobs run as long as they are left. */
async function clusterWithCronJob(spec: Record<string, unknown>) {
  const plane = createControlPlane();
  await plane.start();
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'web:1' }] } };
  await plane.client.resource(CRON_JOBS).create({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } }, ...spec },
  });
  await plane.settled();
  const jobs = () =>
    plane.informers
      .informer(JOBS)
      .list('default')
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.name);
  const advance = async (ms: number) => {
    await plane.clock.advance(ms);
    await plane.settled();
  };
  return { plane, jobs, advance, status: () => plane.informers.informer(CRON_JOBS).get('default/tick')?.status };
}

test('a job for every minute, named after it', async () => {
  const { plane, jobs, advance, status } = await clusterWithCronJob({});
  await advance(2 * MINUTE_MS + 1_000);
  expect(jobs()).toEqual(['tick-29460061', 'tick-29460062']);
  expect(status()?.active?.map(({ name }) => name)).toEqual(['tick-29460061', 'tick-29460062']);
  expect(status()?.lastScheduleTime).toBe('2026-01-05T09:02:00Z');
  const job = plane.informers.informer(JOBS).get('default/tick-29460061');
  expect(job?.metadata.annotations).toEqual({
    'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-05T09:01:00Z',
  });
});

test('Forbid waits for the one that runs, Replace takes its place', async () => {
  const forbid = await clusterWithCronJob({ concurrencyPolicy: 'Forbid' });
  await forbid.advance(3 * MINUTE_MS);
  expect(forbid.jobs()).toEqual(['tick-29460061']);
  const replace = await clusterWithCronJob({ concurrencyPolicy: 'Replace' });
  await replace.advance(3 * MINUTE_MS + 1_000);
  expect(replace.jobs()).toEqual(['tick-29460063']);
});

test('a suspended one makes none', async () => {
  const { jobs, advance } = await clusterWithCronJob({ suspend: true });
  await advance(3 * MINUTE_MS);
  expect(jobs()).toEqual([]);
});
