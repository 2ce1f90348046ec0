import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../../test/helpers/workloads.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { NODES, PODS } from '../../client/resources.ts';

test('a node whose kubelet is silent becomes unreachable; its pods are not ready, and after five minutes are told to go', async () => {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 2);
  await createPod(plane, 'one', { nodeName: 'node1' });
  await plane.settled();
  const node = () => plane.informers.informer(NODES).get('node1');
  const pod = () => plane.informers.informer(PODS).get('default/one');
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
  expect(isPodReady(pod()!)).toBe(false);

  await plane.clock.advance(301_000);
  await plane.settled();
  expect(pod()?.metadata.deletionTimestamp).toBeDefined();
  expect(pod()?.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
  const events = await eventsOf(plane, 'one');
  expect(events.at(-1)).toBe('Normal TaintManagerEviction Marking for deletion Pod default/one');

  await plane.client.resource(NODES).delete('node1');
  await plane.clock.advance(60_000);
  await plane.settled();
  expect(pod()).toBeUndefined();
});

test('when no node is heard of, nobody is told to go', async () => {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 2);
  for (const kubelet of kubelets) kubelet.stop();
  await plane.clock.advance(60_000);
  await plane.settled();
  const taints = plane.informers
    .informer(NODES)
    .list()
    .map(({ spec }) => spec.taints?.map(({ effect }) => effect));
  expect(taints).toEqual([['NoSchedule'], ['NoSchedule']]);
});

test('a pod that tolerates an evicting taint for a while stays that long, and for good when the taint is taken back', async () => {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  const toleration = { key: 'evict', operator: 'Equal', value: 'yes', effect: 'NoExecute' };
  await createPod(plane, 'short', { tolerations: [{ ...toleration, tolerationSeconds: 5 }] });
  await createPod(plane, 'long', { tolerations: [{ ...toleration, tolerationSeconds: 60 }] });
  await createPod(plane, 'strict');
  await plane.settled();
  const taint = { key: 'evict', value: 'yes', effect: 'NoExecute' };
  await plane.client.resource(NODES).patch('node1', { spec: { taints: [taint] } });
  await plane.settled();
  const left = () =>
    plane.informers
      .informer(PODS)
      .list('default')
      .map(({ metadata }) => metadata.name);
  expect(left()).toEqual(['short', 'long']);
  await plane.clock.advance(6_000);
  await plane.settled();
  expect(left()).toEqual(['long']);
  await plane.client.resource(NODES).patch('node1', { spec: { taints: null } });
  await plane.settled();
  await plane.clock.advance(60_000);
  await plane.settled();
  expect(left()).toEqual(['long']);
  expect((await eventsOf(plane, 'long')).at(-1)).toBe(
    'Normal TaintManagerEviction Cancelling deletion of Pod default/long',
  );
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
