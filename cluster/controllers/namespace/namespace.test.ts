import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { podLines } from '../../../test/helpers/workloads.ts';
import { CONFIG_MAPS, NAMESPACES, PODS, SERVICE_ACCOUNTS } from '../../client/resources.ts';

async function teamNamespace() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  await plane.client.resource(NAMESPACES).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
  await plane.settled();
  return plane;
}

test('a namespace gets its service account and the root certificate, and gets them back', async () => {
  const plane = await teamNamespace();
  await plane.client.resource(SERVICE_ACCOUNTS).delete('default', 'team');
  await plane.client.resource(CONFIG_MAPS).delete('kube-root-ca.crt', 'team');
  await plane.settled();
  expect((await plane.client.resource(SERVICE_ACCOUNTS).get('default', 'team')).metadata.name).toBe('default');
  expect((await plane.client.resource(CONFIG_MAPS).get('kube-root-ca.crt', 'team')).data).toEqual({
    'ca.crt': 'TEST CA',
  });
});

test('a namespace goes when everything in it has gone', async () => {
  const plane = await teamNamespace();
  await plane.client.resource(PODS).create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'slow', namespace: 'team' },
    spec: { containers: [{ name: 'web', image: 'web:1', command: ['stubborn'] }] },
  });
  await plane.settled();
  await plane.client.resource(NAMESPACES).delete('team');
  await plane.settled();
  expect((await plane.client.resource(NAMESPACES).get('team')).status).toMatchObject({ phase: 'Terminating' });
  expect(podLines(plane, 'team')).toEqual(['web:1 Terminating 1/1']);
  await plane.clock.advance(31_000);
  await plane.settled();
  expect(plane.informers.informer(NAMESPACES).get('team')).toBeUndefined();
  expect(plane.informers.informer(CONFIG_MAPS).list('team')).toEqual([]);
});
