import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../../test/helpers/workloads.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../../client/resources.ts';

async function oneNode() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  const volume = (name: string, spec: Record<string, unknown> = {}) =>
    plane.client.resource(PERSISTENT_VOLUMES).create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '2Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: `/tmp/${name}` },
        storageClassName: 'manual',
        ...spec,
      },
    });
  const claim = (name: string, spec: Record<string, unknown> = {}) =>
    plane.client.resource(PERSISTENT_VOLUME_CLAIMS).create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: 'manual',
        ...spec,
      },
    });
  const volumePhase = (name: string) => plane.informers.informer(PERSISTENT_VOLUMES).get(name)?.status?.phase;
  const claimOf = (name: string) => plane.informers.informer(PERSISTENT_VOLUME_CLAIMS).get(`default/${name}`);
  return { plane, volume, claim, volumePhase, claimOf };
}

test('the smallest volume that suits a claim becomes its own, and is released with it', async () => {
  const { plane, volume, claim, volumePhase, claimOf } = await oneNode();
  await volume('large', { capacity: { storage: '5Gi' } });
  await volume('small', { persistentVolumeReclaimPolicy: 'Delete' });
  await plane.settled();
  expect([volumePhase('large'), volumePhase('small')]).toEqual(['Available', 'Available']);
  await claim('data');
  await plane.settled();
  expect(claimOf('data')?.spec.volumeName).toBe('small');
  expect(claimOf('data')?.status).toMatchObject({
    phase: 'Bound',
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '2Gi' },
  });
  expect(volumePhase('small')).toBe('Bound');
  await plane.client.resource(PERSISTENT_VOLUME_CLAIMS).delete('data', 'default');
  await plane.settled();
  expect([claimOf('data'), volumePhase('small'), volumePhase('large')]).toEqual([undefined, undefined, 'Available']);
});

test('a claim that a pod uses stays until the pod has gone', async () => {
  const { plane, volume, claim, claimOf } = await oneNode();
  await volume('one');
  await claim('data');
  await plane.settled();
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  await createPod(plane, 'user', { volumes });
  await plane.settled();
  await plane.client.resource(PERSISTENT_VOLUME_CLAIMS).delete('data', 'default');
  await plane.settled();
  expect(claimOf('data')?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  await plane.client.resource(PODS).delete('user', 'default', { gracePeriodSeconds: 0 });
  await plane.settled();
  expect(claimOf('data')).toBeUndefined();
});

test('claims tell what they wait for, and so do their pods', async () => {
  const { plane, claim } = await oneNode();
  await claim('none', { storageClassName: '' });
  await claim('unknown', { storageClassName: 'missing' });
  await createPod(plane, 'first', { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'none' } }] });
  await createPod(plane, 'second', { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'nowhere' } }] });
  await plane.settled();
  expect((await eventsOf(plane, 'none'))[0]).toMatch(
    /^Normal FailedBinding no persistent volumes available for this claim and no storage class is set/,
  );
  expect((await eventsOf(plane, 'unknown'))[0]).toMatch(
    /^Warning ProvisioningFailed storageclass.storage.k8s.io "missing" not found/,
  );
  expect(await eventsOf(plane, 'first')).toEqual([
    'Warning FailedScheduling 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
  ]);
  expect(await eventsOf(plane, 'second')).toEqual([
    'Warning FailedScheduling 0/1 nodes are available: persistentvolumeclaim "nowhere" not found. not found',
  ]);
});

test('a claim that waits for its first pod gets the volume of the node where the pod can go', async () => {
  const { plane, volume, claim, claimOf } = await oneNode();
  await createLocalClass(plane);
  const only = (node: string) => ({
    hostPath: undefined,
    local: { path: '/mnt/disk' },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
      },
    },
  });
  await volume('elsewhere', only('node9'));
  await volume('here', only('node1'));
  await claim('data');
  await plane.settled();
  expect(claimOf('data')?.status?.phase).toBe('Pending');
  expect(await eventsOf(plane, 'data')).toEqual([
    'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
  ]);
  await createPod(plane, 'user', { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'data' } }] });
  await plane.settled();
  expect(claimOf('data')?.spec.volumeName).toBe('here');
  expect(plane.informers.informer(PODS).get('default/user')?.spec.nodeName).toBe('node1');
});

async function createLocalClass(plane: Awaited<ReturnType<typeof oneNode>>['plane']) {
  await plane.client.resource(STORAGE_CLASSES).create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'manual' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}

test('an ephemeral volume has a claim of its own, which goes with the pod', async () => {
  const { plane, volume, claimOf } = await oneNode();
  await volume('one');
  const spec = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    resources: { requests: { storage: '1Gi' } },
  };
  await createPod(plane, 'user', { volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { spec } } }] });
  await plane.settled();
  expect(claimOf('user-scratch')?.status?.phase).toBe('Bound');
  expect(plane.informers.informer(PODS).get('default/user')?.spec.nodeName).toBe('node1');
  await plane.client.resource(PODS).delete('user', 'default', { gracePeriodSeconds: 0 });
  await plane.settled();
  expect(claimOf('user-scratch')).toBeUndefined();
});
