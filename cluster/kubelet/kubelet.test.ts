import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { DEPLOYMENTS, EVENTS, PODS } from '../client/resources.ts';

test('try', async () => {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 4);
  const labels = { app: 'red' };
  const t0 = performance.now();
  for (let i = 0; i < 5; i++)
    await plane.client.resource(DEPLOYMENTS).create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'red' + i, namespace: 'default' },
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 10,
        template: {
          metadata: { labels: { ...labels, i: String(i) } },
          spec: { containers: [{ name: 'web', image: 'web' }] },
        },
      },
    });
  await plane.settled();
  console.log('settled', performance.now() - t0);
  const d = await plane.client.resource(DEPLOYMENTS).get('red0', 'default');
  console.log(JSON.stringify(d.status, null, 1));
  const pods = (await plane.client.resource(PODS).list()).items;
  console.log(
    JSON.stringify(pods[0], null, 1),
    pods.map((p) => p.spec.nodeName + ' ' + p.status?.podIP),
  );
  console.log(
    (await plane.client.resource(EVENTS).list()).items
      .slice(0, 16)
      .map((p) => `${p.reason} ${p.message} ${p.metadata.name}`),
  );
  expect(1).toBe(1);
});
