import { expect, test } from 'vitest';
import type { Pod } from '../../client/objects.ts';
import { replicasForAverage, replicasForUtilization } from './replica-count.ts';

const NOW = Date.parse('2026-01-05T10:00:00Z');

function readyPod(name: string, phase = 'Running'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-05T09:00:00Z',
    },
    spec: { containers: [{ name: 'web', resources: { requests: { cpu: '100m' } } }] },
    status: {
      phase,
      startTime: '2026-01-05T09:00:00Z',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-05T09:00:05Z' }],
    },
  };
}

function request(usages: Readonly<Record<string, number>>, pods: readonly Pod[], currentReplicas = pods.length) {
  const measured = Object.entries(usages).map(
    ([name, milli]) => [name, { milli, timestampMs: NOW, windowMs: 15_000 }] as const,
  );
  return { pods, usages: new Map(measured), resource: 'cpu', currentReplicas, nowMs: NOW };
}

test('as many pods as bring the utilization to the target', () => {
  const pods = [readyPod('a'), readyPod('b')];
  expect(replicasForUtilization(request({ a: 90, b: 110 }, pods), 50)).toEqual({
    replicas: 4,
    averageMilli: 100,
    utilization: 100,
  });
  expect(replicasForUtilization(request({ a: 52, b: 54 }, pods), 50).replicas).toBe(2);
  expect(replicasForAverage(request({ a: 10, b: 10 }, pods), 40).replicas).toBe(1);
});

test('a pod without figures counts as idle before growing and as busy before shrinking', () => {
  const pods = [readyPod('a'), readyPod('b')];
  expect(replicasForUtilization(request({ a: 120 }, pods), 50).replicas).toBe(3);
  expect(replicasForUtilization(request({ a: 10 }, pods), 50).replicas).toBe(2);
});

test('what nobody asked for cannot be measured', () => {
  const pod = readyPod('a');
  const bare = { ...pod, spec: { containers: [{ name: 'web' }] } };
  expect(() => replicasForUtilization(request({ a: 10 }, [bare]), 50)).toThrow(
    'missing request for cpu in container web of Pod a',
  );
  expect(() => replicasForUtilization(request({ a: 10 }, [readyPod('a', 'Pending')]), 50)).toThrow(
    'did not receive metrics for targeted pods (pods might be unready)',
  );
});
