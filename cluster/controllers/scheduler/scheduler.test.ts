import { expect, test } from 'vitest';
import { type ControlPlane, createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod, deploy, eventsOf } from '../../../test/helpers/workloads.ts';
import { NAMESPACES, NODES, PODS } from '../../client/resources.ts';

function createPriorityClass(plane: ControlPlane, name: string, more: Record<string, unknown> = {}) {
  const resource = { group: 'scheduling.k8s.io', version: 'v1', resource: 'priorityclasses' };
  const object = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: 1000,
    ...more,
  };
  return plane.client.resource(resource).create(object);
}

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
    "Warning FailedScheduling 0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod anti-affinity rules, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
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
    "Warning FailedScheduling 0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
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

test('topology spread constraints keep the skew, and say so when they cannot', async () => {
  const { plane, nodeOf } = await fourNodes();
  const nodes = plane.client.resource(NODES);
  for (const [name, zone] of [
    ['node1', 'a'],
    ['node2', 'a'],
    ['node3', 'b'],
  ] as const) {
    await nodes.patch(name, { metadata: { labels: { zone } } });
  }
  await plane.settled();
  const constraint = {
    maxSkew: 1,
    topologyKey: 'zone',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'red' } },
  };
  const labels = { app: 'red' };
  const zones: Record<string, string> = { node1: 'a', node2: 'a', node3: 'b' };
  for (const name of ['one', 'two', 'three', 'four']) {
    await createPod(plane, name, { topologySpreadConstraints: [constraint] }, { labels });
    await plane.settled();
  }
  const placed = ['one', 'two', 'three', 'four'].map((name) => zones[nodeOf(name) ?? '']);
  expect(placed.sort()).toEqual(['a', 'a', 'b', 'b']);
  await nodes.patch('node3', { spec: { unschedulable: true } });
  await createPod(plane, 'five', { topologySpreadConstraints: [constraint] }, { labels });
  await createPod(plane, 'six', { topologySpreadConstraints: [constraint] }, { labels });
  await plane.settled();
  expect((await eventsOf(plane, 'six'))[0]).toBe(
    "Warning FailedScheduling 0/4 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints. no new claims to deallocate, preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  );
});

test('a pod of higher priority takes the place of one of lower priority, which is told why', async () => {
  const { plane, nodeOf } = await fourNodes();
  const big = [{ name: 'web', image: 'web:1', command: ['stubborn'], resources: { requests: { cpu: '3' } } }];
  const names = ['low-1', 'low-2', 'low-3', 'low-4'];
  await createPriorityClass(plane, 'important');
  for (const name of names) await createPod(plane, name, { containers: big });
  await plane.settled();
  await createPod(plane, 'high', { containers: big, priorityClassName: 'important' });
  await plane.settled();
  const pod = (name: string) => plane.informers.informer(PODS).get(`default/${name}`);
  const victim = names.find((name) => pod(name)?.metadata.deletionTimestamp);
  const place = pod(victim ?? '')?.spec.nodeName;
  expect(pod('high')?.spec.priority).toBe(1000);
  expect(pod('high')?.status?.nominatedNodeName).toBe(place);
  expect(pod(victim!)?.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  });
  expect((await eventsOf(plane, victim!)).filter((line) => line.includes('Preempted'))).toEqual([
    `Normal Preempted Preempted by pod ${pod('high')?.metadata.uid} on node ${place}`,
  ]);
  expect((await eventsOf(plane, 'high'))[0]).toBe(
    'Warning FailedScheduling 0/4 nodes are available: 4 Insufficient cpu.',
  );
  await plane.clock.advance(31_000);
  await plane.settled();
  expect([nodeOf('high'), pod(victim!)]).toEqual([place, undefined]);
});

test('who must not preempt waits, and a gated pod is not looked at before its gates are gone', async () => {
  const { plane, nodeOf } = await fourNodes();
  const big = [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '3' } } }];
  for (const name of ['a', 'b', 'c', 'd']) await createPod(plane, name, { containers: big });
  await plane.settled();
  await createPriorityClass(plane, 'polite', { preemptionPolicy: 'Never' });
  await createPod(plane, 'polite', { containers: big, priorityClassName: 'polite' });
  await createPod(plane, 'gated', { schedulingGates: [{ name: 'example.com/wait' }] });
  await plane.settled();
  expect(await eventsOf(plane, 'polite')).toEqual([
    'Warning FailedScheduling 0/4 nodes are available: 4 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
  ]);
  expect([nodeOf('gated'), await eventsOf(plane, 'gated')]).toEqual([undefined, []]);
  expect(plane.informers.informer(PODS).get('default/gated')?.status?.conditions).toMatchObject([
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ]);
  const resource = plane.client.resource(PODS);
  await resource.patch('gated', { spec: { schedulingGates: null } }, { namespace: 'default', type: 'merge' });
  await plane.settled();
  expect(nodeOf('gated')).toBeDefined();
});

test('the values of matchLabelKeys are written into the pod, and count', async () => {
  const { plane, nodeOf } = await fourNodes();
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: {}, matchLabelKeys: ['team'] };
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  for (const name of ['a', 'b']) await createPod(plane, name, { affinity }, { labels: { team: 'red' } });
  await plane.settled();
  expect(nodeOf('a')).not.toBe(nodeOf('b'));
  const stored = plane.informers.informer(PODS).get('default/a')?.spec.affinity?.podAntiAffinity;
  expect(stored?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector).toEqual({
    matchExpressions: [{ key: 'team', operator: 'In', values: ['red'] }],
  });
});

test('an affinity term speaks of the namespaces that its selector finds', async () => {
  const { plane, nodeOf } = await fourNodes();
  const metadata = { name: 'far', labels: { kind: 'staff' } };
  await plane.client.resource(NAMESPACES).create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  await plane.settled();
  await createPod(plane, 'other', { nodeName: 'node3' }, { namespace: 'far', labels: { app: 'x' } });
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } };
  const required = (namespaceSelector: object) => ({
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ ...term, namespaceSelector }] },
  });
  await createPod(plane, 'near', { affinity: required({ matchLabels: { kind: 'staff' } }) });
  await createPod(plane, 'lost', { affinity: required({ matchLabels: { kind: 'guests' } }) });
  await plane.settled();
  expect([nodeOf('near'), nodeOf('lost')]).toEqual(['node3', undefined]);
});

test('a number without a class, and a class that is not there, are refused', async () => {
  const { plane } = await fourNodes();
  await expect(createPod(plane, 'number', { priority: 5 })).rejects.toThrow(
    'pods "number" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
  );
  await expect(createPod(plane, 'lost', { priorityClassName: 'none' })).rejects.toThrow(
    'pods "lost" is forbidden: no PriorityClass with name none was found',
  );
});
