import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { DEPLOYMENTS, EVENTS, PODS, REPLICA_SETS } from '../../client/resources.ts';

test('a deployment becomes a replica set and pods', async () => {
  const plane = createControlPlane();
  await plane.start();
  const labels = { app: 'red' };
  await plane.client.resource(DEPLOYMENTS).create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'red', namespace: 'default' },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    },
  });
  await plane.settled();
  const d = await plane.client.resource(DEPLOYMENTS).get('red', 'default');
  console.log(JSON.stringify(d, null, 1));
  console.log(JSON.stringify((await plane.client.resource(REPLICA_SETS).list()).items, null, 1));
  console.log(
    (await plane.client.resource(PODS).list()).items.map((p) => p.metadata.name + ' ' + JSON.stringify(p.status)),
  );
  console.log(
    (await plane.client.resource(EVENTS).list()).items.map((p) => `${p.reason} ${p.message} ${p.metadata.name}`),
  );
  expect(1).toBe(1);
});
