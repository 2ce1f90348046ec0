import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { expose } from '../../../test/helpers/workloads.ts';
import { IP_ADDRESSES, SERVICE_CIDRS, SERVICES } from '../../client/resources.ts';

test('the default range is there and ready, and stays while Services have addresses in it', async () => {
  const plane = createControlPlane();
  await plane.start();
  const range = () => plane.informers.informer(SERVICE_CIDRS).get('kubernetes');
  expect(range()?.spec.cidrs).toEqual(['10.96.0.0/12']);
  expect(range()?.status?.conditions).toMatchObject([
    { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' },
  ]);
  await plane.client.resource(SERVICE_CIDRS).delete('kubernetes');
  await plane.settled();
  expect(range()?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'False', reason: 'Terminating' }]);
});

test("a Service's address is an object for as long as the Service has it", async () => {
  const plane = createControlPlane();
  await plane.start();
  const { spec } = await expose(plane, 'red', { ports: [{ port: 80 }] });
  await plane.settled();
  const address = () => plane.informers.informer(IP_ADDRESSES).get(spec.clusterIP ?? '');
  expect(address()?.spec).toEqual({ parentRef: { resource: 'services', namespace: 'default', name: 'red' } });
  expect(address()?.metadata.labels).toEqual({
    'ipaddress.kubernetes.io/ip-family': 'IPv4',
    'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
  });
  await plane.client.resource(IP_ADDRESSES).delete(spec.clusterIP ?? '');
  await plane.settled();
  expect(address()).toBeDefined();
  await plane.client.resource(SERVICES).delete('red', 'default');
  await plane.settled();
  expect(address()).toBeUndefined();
});
