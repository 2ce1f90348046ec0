import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod } from '../../../test/helpers/workloads.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { NODES, PODS } from '../../client/resources.ts';

test('a node whose kubelet is silent becomes unreachable, and its pods are not ready', async () => {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 1);
  await createPod(plane, 'one');
  await plane.settled();
  const node = () => plane.informers.informer(NODES).get('node1');
  const ready = () => node()?.status?.conditions?.find(({ type }) => type === 'Ready');
  await plane.clock.advance(60_000);
  expect([ready()?.status, node()?.spec.taints]).toEqual(['True', undefined]);

  kubelets[0]?.stop();
  await plane.clock.advance(55_000);
  await plane.settled();
  expect(ready()).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(node()?.spec.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ]);
  expect(isPodReady(plane.informers.informer(PODS).get('default/one')!)).toBe(false);
});

test('a cordoned node is tainted until it is uncordoned', async () => {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  const taints = () =>
    plane.informers
      .informer(NODES)
      .get('node1')
      ?.spec.taints?.map(({ key }) => key) ?? [];
  for (const [unschedulable, expected] of [
    [true, ['node.kubernetes.io/unschedulable']],
    [false, []],
  ] as const) {
    await plane.client.resource(NODES).patch('node1', { spec: { unschedulable } });
    await plane.settled();
    expect(taints()).toEqual(expected);
  }
});
