import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { deploy, podLines } from '../../../test/helpers/workloads.ts';
import { DEPLOYMENTS, REPLICA_SETS } from '../../client/resources.ts';

async function oneDeployment() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  await deploy(plane, 'red', { replicas: 2 });
  await plane.settled();
  const deletion = async (propagationPolicy: 'Foreground' | 'Background' | 'Orphan') => {
    await plane.client.resource(DEPLOYMENTS).delete('red', 'default', { propagationPolicy });
    await plane.settled();
  };
  const sets = () => plane.informers.informer(REPLICA_SETS).list('default');
  return { plane, deletion, sets };
}

test.each(['Background', 'Foreground'] as const)('%s deletion takes replica sets and pods along', async (policy) => {
  const { plane, deletion, sets } = await oneDeployment();
  await deletion(policy);
  expect(plane.informers.informer(DEPLOYMENTS).list('default')).toEqual([]);
  expect(sets()).toEqual([]);
  expect(podLines(plane)).toEqual([]);
});

test('Foreground: the owner stays until its dependents have gone', async () => {
  const { plane, deletion, sets } = await oneDeployment();
  const [set] = sets();
  await plane.client
    .resource(REPLICA_SETS)
    .patch(set!.metadata.name, { metadata: { finalizers: ['test/hold'] } }, { namespace: 'default', type: 'merge' });
  await deletion('Foreground');
  expect(plane.informers.informer(DEPLOYMENTS).get('default/red')?.metadata.finalizers).toEqual(['foregroundDeletion']);
  await plane.client
    .resource(REPLICA_SETS)
    .patch(set!.metadata.name, { metadata: { finalizers: null } }, { namespace: 'default', type: 'merge' });
  await plane.settled();
  expect(plane.informers.informer(DEPLOYMENTS).list('default')).toEqual([]);
  expect(podLines(plane)).toEqual([]);
});

test('Orphan: the replica set goes on without its deployment, and a new deployment adopts it', async () => {
  const { plane, deletion, sets } = await oneDeployment();
  const before = sets()[0]?.metadata.uid;
  await deletion('Orphan');
  expect(sets().map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
  expect(podLines(plane)).toEqual(['web:1 Running 1/1', 'web:1 Running 1/1']);
  await deploy(plane, 'red', { replicas: 2 });
  await plane.settled();
  expect(sets().map(({ metadata }) => [metadata.uid, metadata.ownerReferences?.[0]?.name])).toEqual([[before, 'red']]);
});
