import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS } from '../../client/resources.ts';

async function daemonOnThreeNodes() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 3);
  const labels = { app: 'agent' };
  await plane.client.resource(DAEMON_SETS).create({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'web', image: 'web:1' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'without-agent', operator: 'DoesNotExist' }] }],
              },
            },
          },
        },
      },
    },
  });
  await plane.settled();
  const pods = () =>
    plane.informers
      .informer(PODS)
      .list('default')
      .map(({ spec }) => `${spec.nodeName} ${spec.containers[0]?.image}`)
      .sort();
  return { plane, pods, status: () => plane.informers.informer(DAEMON_SETS).get('default/agent')?.status };
}

test('a pod on every node, and none on a node that is not wanted any more', async () => {
  const { plane, pods, status } = await daemonOnThreeNodes();
  expect(pods()).toEqual(['node1 web:1', 'node2 web:1', 'node3 web:1']);
  expect(status()).toEqual({
    currentNumberScheduled: 3,
    numberMisscheduled: 0,
    desiredNumberScheduled: 3,
    numberReady: 3,
    observedGeneration: 1,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  });
  await plane.client.resource(NODES).patch('node2', { metadata: { labels: { 'without-agent': '' } } });
  await plane.settled();
  expect(pods()).toEqual(['node1 web:1', 'node3 web:1']);
  expect(status()?.desiredNumberScheduled).toBe(2);
});

test('a cordoned node keeps its daemon', async () => {
  const { plane, pods } = await daemonOnThreeNodes();
  await plane.client.resource(NODES).patch('node2', { spec: { unschedulable: true } });
  await plane.settled();
  expect(pods().length).toBe(3);
});

test('a new template rolls over, one node after the other, and leaves a revision', async () => {
  const { plane, pods, status } = await daemonOnThreeNodes();
  const unavailable: number[] = [];
  plane.informers.informer(DAEMON_SETS).onChange((set) => unavailable.push(set?.status?.numberUnavailable ?? 0));
  const template = { spec: { containers: [{ name: 'web', image: 'web:2' }] } };
  await plane.client.resource(DAEMON_SETS).patch('agent', { spec: { template } }, { namespace: 'default' });
  await plane.settled();
  expect(pods()).toEqual(['node1 web:2', 'node2 web:2', 'node3 web:2']);
  expect(Math.max(...unavailable)).toBe(1);
  expect(status()?.updatedNumberScheduled).toBe(3);
  const revisions = plane.informers.informer(CONTROLLER_REVISIONS).list('default');
  expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
});
