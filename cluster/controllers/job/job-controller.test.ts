import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { EVENTS, JOBS, PODS } from '../../client/resources.ts';

async function clusterWithJob(spec: Record<string, unknown>, args: readonly string[]) {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 2);
  await plane.client.resource(JOBS).create({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sums', namespace: 'default' },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'web:1', command: [...args] }] } },
      ...spec,
    },
  });
  await plane.settled();
  const job = () => plane.informers.informer(JOBS).get('default/sums');
  const pods = () => plane.informers.informer(PODS).list('default');
  const reasons = () =>
    plane.informers
      .informer(EVENTS)
      .list('default')
      .filter(({ involvedObject }) => involvedObject.kind === 'Job')
      .map(({ reason }) => reason);
  plane.informers.informer(EVENTS);
  await plane.settled();
  return { plane, job, pods, reasons };
}

test('a job runs its pods to completion and counts each of them once', async () => {
  const { job, pods, reasons } = await clusterWithJob({ completions: 3, parallelism: 2 }, ['exit', '0']);
  expect(job()?.status).toEqual({
    conditions: ['SuccessCriteriaMet', 'Complete'].map((type) => ({
      type,
      status: 'True',
      lastProbeTime: '2026-01-05T09:00:00Z',
      lastTransitionTime: '2026-01-05T09:00:00Z',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    })),
    startTime: '2026-01-05T09:00:00Z',
    completionTime: '2026-01-05T09:00:00Z',
    succeeded: 3,
    ready: 0,
    terminating: 0,
    uncountedTerminatedPods: {},
  });
  expect(pods().map(({ metadata, status }) => [status?.phase, metadata.finalizers])).toEqual(
    Array.from({ length: 3 }, () => ['Succeeded', undefined]),
  );
  expect(reasons()).toEqual(['SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulCreate', 'Completed']);
});

test('a job fails when its pods have failed too often, each time after a longer wait', async () => {
  const { plane, job, pods } = await clusterWithJob({ backoffLimit: 1 }, ['exit', '3']);
  expect(pods().length).toBe(1);
  await plane.clock.advance(9_000);
  expect(pods().length).toBe(1);
  await plane.clock.advance(3_000);
  expect(pods().length).toBe(2);
  expect(job()?.status?.failed).toBe(2);
  expect(job()?.status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
    ['FailureTarget', 'BackoffLimitExceeded'],
    ['Failed', 'BackoffLimitExceeded'],
  ]);
});

test('an indexed job gives every pod its index, and fails the indexes that fail', async () => {
  const { job, pods } = await clusterWithJob(
    { completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimitPerIndex: 0 },
    ['exit', '$(JOB_COMPLETION_INDEX)'],
  );
  expect(pods().map(({ spec }) => spec.hostname)).toEqual(['sums-0', 'sums-1', 'sums-2']);
  expect(job()?.status).toMatchObject({ completedIndexes: '0', failedIndexes: '1,2', succeeded: 1, failed: 2 });
  expect(job()?.status?.conditions?.at(-1)?.message).toBe('Job has failed indexes');
});

test('a suspended job has no pods until it is resumed', async () => {
  const { plane, job, pods } = await clusterWithJob({ suspend: true }, ['exit', '0']);
  expect(pods()).toEqual([]);
  expect(job()?.status?.conditions?.[0]?.reason).toBe('JobSuspended');
  await plane.client.resource(JOBS).patch('sums', { spec: { suspend: false } }, { namespace: 'default' });
  await plane.settled();
  expect(job()?.status?.succeeded).toBe(1);
});
