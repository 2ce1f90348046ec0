import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1.d.ts';
import { expect, test } from 'vitest';
import { podColumns, podSummary } from './pod-columns.ts';

const NOW = Date.UTC(2026, 0, 1, 0, 10);

function pod(status: Pod['status'], rest: Partial<Pod> = {}): Pod {
  return {
    metadata: { name: 'red', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'web' }], initContainers: [{ name: 'setup' }] },
    status,
    ...rest,
  };
}

function container(state: ContainerStatus['state'], rest: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: 'web', image: 'nginx', imageID: '', ready: false, restartCount: 0, ...(state && { state }), ...rest };
}

const setup = (state: ContainerStatus['state']) => [container(state, { name: 'setup' })];
const done = setup({ terminated: { exitCode: 0 } });

test.each([
  ['pending', { phase: 'Pending' }, '0/1', 'Pending'],
  ['first init container', { phase: 'Pending', initContainerStatuses: setup({ running: {} }) }, '0/1', 'Init:0/1'],
  [
    'an init container that fails',
    { phase: 'Pending', initContainerStatuses: setup({ terminated: { exitCode: 1, reason: 'Error' } }) },
    '0/1',
    'Init:Error',
  ],
  [
    'an init container that keeps failing',
    { phase: 'Pending', initContainerStatuses: setup({ waiting: { reason: 'CrashLoopBackOff' } }) },
    '0/1',
    'Init:CrashLoopBackOff',
  ],
  [
    'no image',
    {
      phase: 'Pending',
      initContainerStatuses: done,
      containerStatuses: [container({ waiting: { reason: 'ErrImagePull' } })],
    },
    '0/1',
    'ErrImagePull',
  ],
  ['running', { phase: 'Running', containerStatuses: [container({ running: {} }, { ready: true })] }, '1/1', 'Running'],
  [
    'ended',
    { phase: 'Succeeded', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })] },
    '0/1',
    'Completed',
  ],
  [
    'killed',
    { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })] },
    '0/1',
    'Signal:9',
  ],
  ['evicted', { phase: 'Failed', reason: 'Evicted' }, '0/1', 'Evicted'],
] as const)('%s', (_name, status, ready, text) => {
  expect(podSummary(pod(status as unknown as Pod['status']))).toMatchObject({ ready, status: text });
});

test('a pod that is going is Terminating, whatever its containers say', () => {
  const going = pod({ phase: 'Running', containerStatuses: [container({ running: {} }, { ready: true })] });
  const metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:09:00Z' };
  expect(podSummary({ ...going, metadata }).status).toBe('Terminating');
});

test('a whole row, with restarts', () => {
  const crashed = container(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount: 4, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:08:30Z' } } },
  );
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    ...pod({
      phase: 'Running',
      podIPs: [{ ip: '192.168.1.4' }],
      initContainerStatuses: done,
      containerStatuses: [crashed],
    }),
  };
  const row = podColumns.map((column) => [column.name, column.priority, column.value(object as never, { nowMs: NOW })]);
  expect(row).toEqual([
    ['Name', 0, 'red'],
    ['Ready', 0, '0/1'],
    ['Status', 0, 'CrashLoopBackOff'],
    ['Restarts', 0, '4 (90s ago)'],
    ['Age', 0, '10m'],
    ['IP', 1, '192.168.1.4'],
    ['Node', 1, '<none>'],
    ['Nominated Node', 1, '<none>'],
    ['Readiness Gates', 1, '<none>'],
  ]);
});
