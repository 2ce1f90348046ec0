import { expect, test } from 'vitest';
import { type ControlPlane, createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { deploy, eventsOf, podLines } from '../../../test/helpers/workloads.ts';
import type { ConfigMap } from '../../client/objects.ts';
import { CONFIG_MAPS, DEPLOYMENTS, NAMESPACES, NODES, REPLICA_SETS } from '../../client/resources.ts';

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

function configMap(plane: ControlPlane, name: string, owners: readonly ConfigMap[] = [], namespace = 'default') {
  const ownerReferences = owners.map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    blockOwnerDeletion: true,
  }));
  const metadata = { name, namespace, ...(owners.length > 0 ? { ownerReferences } : {}) };
  return plane.client.resource(CONFIG_MAPS).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
}

async function barePlane() {
  const plane = createControlPlane();
  await plane.start();
  const names = () =>
    plane.informers
      .informer(CONFIG_MAPS)
      .list('default')
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt');
  return { plane, names };
}

test('a circle of owners goes as a whole, in the foreground too', async () => {
  const { plane, names } = await barePlane();
  const first = await configMap(plane, 'first');
  const second = await configMap(plane, 'second', [first]);
  const third = await configMap(plane, 'third', [second]);
  const [reference] = (await configMap(plane, 'reference', [third])).metadata.ownerReferences ?? [];
  const maps = plane.client.resource(CONFIG_MAPS);
  await maps.patch('first', { metadata: { ownerReferences: [reference] } }, { namespace: 'default', type: 'merge' });
  await plane.settled();
  expect(names()).toEqual(['first', 'second', 'third', 'reference']);
  await maps.delete('first', 'default', { propagationPolicy: 'Foreground' });
  await plane.settled();
  expect(names()).toEqual([]);
});

test('an owner of another namespace is no owner, and is told of', async () => {
  const { plane, names } = await barePlane();
  await plane.client.resource(NAMESPACES).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'far' } });
  const far = await configMap(plane, 'far', [], 'far');
  const child = await configMap(plane, 'child', [far]);
  await plane.settled();
  expect(names()).toEqual([]);
  expect(await eventsOf(plane, 'child')).toEqual([
    `Warning OwnerRefInvalidNamespace ownerRef [v1/ConfigMap, namespace: default, name: far, uid: ${far.metadata.uid}] does not exist in namespace "default"`,
  ]);
  expect(child.metadata.ownerReferences?.[0]?.uid).toBe(far.metadata.uid);
});

test('what has no namespace cannot be owned by what has one, and is left alone', async () => {
  const { plane } = await barePlane();
  const owner = await configMap(plane, 'owner');
  const { name, uid } = owner.metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }];
  const metadata = { name: 'lonely', ownerReferences };
  await plane.client.resource(NODES).create({ apiVersion: 'v1', kind: 'Node', metadata });
  await plane.client.resource(CONFIG_MAPS).delete('owner', 'default');
  await plane.settled();
  expect(plane.informers.informer(NODES).get('lonely')?.metadata.ownerReferences).toEqual(ownerReferences);
});
