import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { ApiError } from '../../client/client.ts';
import { POD_DISRUPTION_BUDGETS, PODS, REPLICA_SETS } from '../../client/resources.ts';

test('a budget lets as many pods go as it can spare, and refuses the next', async () => {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 2);
  const labels = { app: 'web' };
  await plane.client.resource(REPLICA_SETS).create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  });
  await plane.client.resource(POD_DISRUPTION_BUDGETS).create({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  });
  await plane.settled();
  const status = () => plane.informers.informer(POD_DISRUPTION_BUDGETS).get('default/web')?.status;
  expect(status()).toEqual({
    observedGeneration: 1,
    disruptionsAllowed: 1,
    currentHealthy: 2,
    desiredHealthy: 1,
    expectedPods: 2,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: 'True',
        observedGeneration: 1,
        lastTransitionTime: '2026-01-05T09:00:00Z',
        reason: 'SufficientPods',
        message: '',
      },
    ],
  });
  const [first, second] = plane.informers.informer(PODS).list('default');
  const evict = (name: string) => {
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } };
    return plane.client.resource(PODS).postSubresource(name, 'eviction', body, 'default');
  };
  await evict(first?.metadata.name ?? '');
  const going = plane.informers.informer(PODS).get(`default/${first?.metadata.name}`);
  expect(going?.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe(
    'EvictionByEvictionAPI',
  );
  const refusal = await evict(second?.metadata.name ?? '').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiError);
  expect((refusal as ApiError).status).toMatchObject({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: 'The disruption budget web needs 1 healthy pods and has 2 currently',
        },
      ],
    },
  });
});
