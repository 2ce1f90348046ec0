import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { CONTROLLER_REVISIONS, PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS } from '../../client/resources.ts';

async function clusterWithSet(spec: Record<string, unknown> = {}) {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 2);
  const made: string[] = [];
  plane.informers.informer(PODS).onChange((pod, before) => {
    if (pod && !before) made.push(pod.metadata.name);
  });
  const labels = { app: 'db' };
  await plane.client.resource(STATEFUL_SETS).create({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      serviceName: 'db',
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      ...spec,
    },
  });
  await plane.settled();
  const images = () =>
    plane.informers
      .informer(PODS)
      .list('default')
      .map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0]?.image}`)
      .sort();
  const patch = async (change: unknown) => {
    await plane.client.resource(STATEFUL_SETS).patch('db', { spec: change }, { namespace: 'default' });
    await plane.settled();
  };
  return {
    plane,
    made,
    images,
    patch,
    status: () => plane.informers.informer(STATEFUL_SETS).get('default/db')?.status,
  };
}

const version2 = { template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } };

test('pods are made one after the other, each with its name, and a new template replaces the last one first', async () => {
  const { plane, made, images, patch, status } = await clusterWithSet();
  expect(made).toEqual(['db-0', 'db-1', 'db-2']);
  await patch(version2);
  expect(made.slice(3)).toEqual(['db-2', 'db-1', 'db-0']);
  expect(images()).toEqual(['db-0 web:2', 'db-1 web:2', 'db-2 web:2']);
  const revisions = plane.informers.informer(CONTROLLER_REVISIONS).list('default');
  const newest = revisions.find(({ revision }) => revision === 2)?.metadata.name;
  expect(status()).toEqual({
    observedGeneration: 2,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    currentRevision: newest,
    updateRevision: newest,
    collisionCount: 0,
  });
});

test('pods below the partition stay as they are', async () => {
  const { images, patch } = await clusterWithSet({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
  });
  await patch(version2);
  expect(images()).toEqual(['db-0 web:1', 'db-1 web:1', 'db-2 web:2']);
});

test('with OnDelete nothing is replaced until somebody deletes it', async () => {
  const { plane, images, patch } = await clusterWithSet({ updateStrategy: { type: 'OnDelete' } });
  await patch(version2);
  await plane.client.resource(PODS).delete('db-1', 'default');
  await plane.settled();
  expect(images()).toEqual(['db-0 web:1', 'db-1 web:2', 'db-2 web:1']);
});

test('scaling down takes the last pods and leaves their claims, unless the policy says otherwise', async () => {
  const claims = {
    podManagementPolicy: 'Parallel',
    persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  };
  const { plane, patch } = await clusterWithSet(claims);
  const owners = () =>
    plane.informers
      .informer(PERSISTENT_VOLUME_CLAIMS)
      .list('default')
      .map(({ metadata }) => `${metadata.name} ${metadata.ownerReferences?.[0]?.name ?? ''}`.trim())
      .sort();
  expect(owners()).toEqual(['data-db-0', 'data-db-1', 'data-db-2']);
  await patch({ replicas: 1 });
  expect(owners()).toEqual(['data-db-0']);
});
