import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod, deploy, eventsOf } from '../../../test/helpers/workloads.ts';
import { NODES, PODS } from '../../client/resources.ts';

async function fourNodes() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 4);
  const nodeOf = (name: string) => plane.informers.informer(PODS).get(`default/${name}`)?.spec.nodeName;
  return { plane, nodeOf };
}

test('pods of one owner are spread over the nodes', async () => {
  const { plane } = await fourNodes();
  await deploy(plane, 'red', { replicas: 8 });
  await plane.settled();
  const nodes = plane.informers
    .informer(PODS)
    .list('default')
    .map(({ spec }) => spec.nodeName);
  expect(nodes.sort()).toEqual(['node1', 'node1', 'node2', 'node2', 'node3', 'node3', 'node4', 'node4']);
});

test('every node that is out of the question is counted by its reason', async () => {
  const { plane } = await fourNodes();
  const nodes = plane.client.resource(NODES);
  await nodes.patch('node1', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } });
  await nodes.patch('node2', { spec: { unschedulable: true } });
  await plane.settled();
  const containers = [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '3500m' } } }];
  const affinity = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'big' } } },
      ],
    },
  };
  await createPod(
    plane,
    'big-1',
    { containers, nodeSelector: { 'kubernetes.io/hostname': 'node3' } },
    { labels: { app: 'big' } },
  );
  await plane.settled();
  await createPod(
    plane,
    'big-2',
    { containers: [{ ...containers[0]!, resources: {} }], affinity, nodeSelector: { 'kubernetes.io/os': 'linux' } },
    { labels: { app: 'big' } },
  );
  await plane.settled();
  await createPod(plane, 'big-3', { containers, affinity }, { labels: { app: 'big' } });
  await plane.settled();
  expect(await eventsOf(plane, 'big-3')).toEqual([
    "Warning FailedScheduling 0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod anti-affinity rules, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  ]);
  expect(plane.informers.informer(PODS).get('default/big-3')?.status?.conditions).toMatchObject([
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
  ]);
});

test('a pod that fits nowhere is bound as soon as it fits somewhere', async () => {
  const { plane, nodeOf } = await fourNodes();
  await createPod(plane, 'picky', { nodeSelector: { disk: 'fast' } });
  await plane.settled();
  expect(await eventsOf(plane, 'picky')).toEqual([
    "Warning FailedScheduling 0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
  ]);
  await plane.client.resource(NODES).patch('node3', { metadata: { labels: { disk: 'fast' } } });
  await plane.settled();
  expect(nodeOf('picky')).toBe('node3');
  expect((await eventsOf(plane, 'picky'))[1]).toBe('Normal Scheduled Successfully assigned default/picky to node3');
});

test('two pods with the same host port need two nodes', async () => {
  const { plane, nodeOf } = await fourNodes();
  const containers = [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80, hostPort: 80 }] }];
  const nodeSelector = { 'kubernetes.io/hostname': 'node2' };
  await createPod(plane, 'first', { containers, nodeSelector });
  await createPod(plane, 'second', { containers, nodeSelector });
  await plane.settled();
  expect([nodeOf('first'), nodeOf('second')]).toEqual(['node2', undefined]);
  await plane.client.resource(PODS).delete('first', 'default');
  await plane.settled();
  expect(nodeOf('second')).toBe('node2');
});
