import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { CONFIG_MAPS, PODS } from '../../client/resources.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';

const QUOTAS = { group: '', version: 'v1', resource: 'resourcequotas' };

test('a quota counts what is there, what comes and what goes', async () => {
  const plane = createControlPlane();
  await plane.start();
  const pod = (name: string, cpu: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu } } }] },
  });
  await plane.client.resource(PODS).create(pod('before', '250m'));
  await plane.client.resource<KubernetesObject>(QUOTAS).create({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'quota', namespace: 'default' },
    spec: { hard: { pods: '5', 'requests.cpu': '1', 'count/configmaps': '10' } },
  });
  await plane.settled();
  const status = async () => (await plane.client.resource<KubernetesObject>(QUOTAS).get('quota', 'default')).status;
  const hard = { pods: '5', 'requests.cpu': '1', 'count/configmaps': '10' };
  const configMaps = String(plane.informers.informer(CONFIG_MAPS).list('default').length);
  expect(await status()).toEqual({ hard, used: { pods: '1', 'requests.cpu': '250m', 'count/configmaps': configMaps } });

  await plane.client.resource(PODS).create(pod('after', '500m'));
  await plane.settled();
  expect(await status()).toMatchObject({ used: { pods: '2', 'requests.cpu': '750m' } });

  await plane.client.resource(PODS).delete('before', 'default', { gracePeriodSeconds: 0 });
  await plane.settled();
  expect(await status()).toMatchObject({ used: { pods: '1', 'requests.cpu': '500m' } });
});
