import { expect, test } from 'vitest';
import { eventsEventKind } from './kinds/events-event.ts';
import { horizontalPodAutoscalerVersion1Kind } from './kinds/horizontal-pod-autoscaler-v1.ts';

test('an event has other names in events.k8s.io, there and back', () => {
  const { fromStored, toStored } = eventsEventKind.conversion!;
  const stored = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: 'red' },
    involvedObject: { kind: 'Pod', name: 'red' },
    reason: 'Started',
    message: 'Started container',
    source: { component: 'kubelet' },
    count: 2,
    reportingComponent: 'kubelet',
  };
  const served = fromStored(stored);
  expect(served).toEqual({
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: { name: 'red' },
    regarding: { kind: 'Pod', name: 'red' },
    reason: 'Started',
    note: 'Started container',
    deprecatedSource: { component: 'kubelet' },
    deprecatedCount: 2,
    reportingController: 'kubelet',
  });
  expect(toStored(served as Parameters<typeof toStored>[0])).toEqual(stored);
});

test('autoscaling/v1 has one figure for the CPU and keeps the rest in annotations', () => {
  const { fromStored, toStored } = horizontalPodAutoscalerVersion1Kind.conversion!;
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
  };
  const scaleDown = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };
  const shared = { minReplicas: 1, maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'red' } };
  const stored = {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: 'red', annotations: { mine: 'kept' } },
    spec: { ...shared, metrics: [memory, cpu], behavior: { scaleDown } },
    status: { desiredReplicas: 1, currentMetrics: null },
  };
  const served = fromStored(stored);
  expect(served).toEqual({
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: 'red',
      annotations: {
        mine: 'kept',
        'autoscaling.alpha.kubernetes.io/metrics':
          '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]',
        'autoscaling.alpha.kubernetes.io/behavior':
          '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":null,"SelectPolicy":"Max","Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null}}',
      },
    },
    spec: { ...shared, targetCPUUtilizationPercentage: 50 },
    status: { currentReplicas: 0, desiredReplicas: 1 },
  });
  expect(toStored(served as Parameters<typeof toStored>[0])).toEqual({
    ...stored,
    status: { currentReplicas: 0, desiredReplicas: 1, currentMetrics: null },
  });
});
