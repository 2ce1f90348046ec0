import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../test/helpers/workloads.ts';
import { PODS } from '../client/resources.ts';

type List = Readonly<Record<string, string>>;

async function onePod() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  const resources = { requests: { cpu: '100m', memory: '50Mi' }, limits: { cpu: '200m', memory: '100Mi' } };
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', resources }] });
  await plane.settled();
  const resize = async (change: { requests?: List; limits?: List }) => {
    const patch = { spec: { containers: [{ name: 'web', resources: change }] } };
    const options = { namespace: 'default', type: 'strategic', subresource: 'resize' } as const;
    await plane.client.resource(PODS).patch('one', patch, options);
    await plane.settled();
  };
  const status = () => {
    const { containerStatuses = [], conditions = [] } = plane.informers.informer(PODS).get('default/one')?.status ?? {};
    const { resources: actual, restartCount } = containerStatuses[0] as { resources?: object; restartCount: number };
    const { reason, message } = conditions.find(({ type }) => type === 'PodResizePending') ?? {};
    return { actual, restartCount, pending: reason && `${reason}: ${message}` };
  };
  return { plane, resize, status };
}

test('a pod is resized in place', async () => {
  const { plane, resize, status } = await onePod();
  await resize({ requests: { cpu: '150m' }, limits: { cpu: '300m' } });
  const resources = { limits: { cpu: '300m', memory: '100Mi' }, requests: { cpu: '150m', memory: '50Mi' } };
  expect(status()).toEqual({ actual: resources, restartCount: 0, pending: undefined });
  expect((await eventsOf(plane, 'one')).at(-1)).toBe(
    `Normal ResizeCompleted Pod resize completed: ${JSON.stringify({ containers: [{ name: 'web', resources }] })}`,
  );
});

test('a resize that the node has no room for waits, and what it asked for can be taken back', async () => {
  const { resize, status } = await onePod();
  const before = status().actual;
  await resize({ requests: { cpu: '100' }, limits: { cpu: '100' } });
  const pending = "Infeasible: Node didn't have enough capacity: cpu, requested: 100000, capacity: 4000";
  expect(status()).toEqual({ actual: before, restartCount: 0, pending });
  await resize({ requests: { cpu: '100m' }, limits: { cpu: '200m' } });
  expect(status()).toEqual({ actual: before, restartCount: 0, pending: undefined });
});

test.each([
  [
    { requests: { cpu: '200m', memory: '100Mi' } },
    'Pod "one" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
  ],
  [
    { requests: { 'ephemeral-storage': '1Gi' } },
    'Pod "one" is invalid: spec: Forbidden: only cpu and memory resources are mutable',
  ],
])('resizing by %j is refused', async (change, message) => {
  const { resize } = await onePod();
  await expect(resize(change)).rejects.toThrow(message);
});
