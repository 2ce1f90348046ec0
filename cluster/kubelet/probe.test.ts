import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../test/helpers/workloads.ts';
import { PODS } from '../client/resources.ts';
import { agnhostImage } from '../images/agnhost/agnhost.ts';

const IMAGE = `${agnhostImage.repository}:2.56`;

/** A pod of the test image with a readiness probe, which is asked for the first time in `probed`. */
async function startProbed(args: string[], readinessProbe: object) {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1, { images: [agnhostImage] });
  await createPod(plane, 'one', { containers: [{ name: 'web', image: IMAGE, args, readinessProbe }] });
  await plane.settled();
  const isReady = () => plane.informers.informer(PODS).get('default/one')?.status?.containerStatuses?.[0]?.ready;
  return { plane, isReady };
}

async function probed(args: string[], readinessProbe: object) {
  const { plane, isReady } = await startProbed(args, readinessProbe);
  // Real TLS and HTTP/2 take turns of the event loop that the virtual clock knows nothing of.
  await expect
    .poll(async () => isReady() || (await eventsOf(plane, 'one')).some((text) => text.includes('Unhealthy')))
    .toBe(true);
  return { ready: isReady(), last: (await eventsOf(plane, 'one')).at(-1) };
}

test('a gRPC probe asks the health protocol for a service', async () => {
  const grpc = { port: 5000, service: 'shop' };
  expect(await probed(['grpc-health-checking', '--service', 'shop'], { grpc })).toMatchObject({ ready: true });
  expect(await probed(['grpc-health-checking', '--delay-unhealthy-sec', '0', '--service', 'shop'], { grpc })).toEqual({
    ready: false,
    last: 'Warning Unhealthy Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
  });
  expect(await probed(['grpc-health-checking'], { grpc })).toEqual({
    ready: false,
    last: 'Warning Unhealthy Readiness probe failed: error: health rpc probe failed: unknown service',
  });
});

test('an HTTPS probe does not look at the certificate', async () => {
  const args = ['netexec', '--tls-cert-file=/localhost.crt', '--tls-private-key-file=/localhost.key'];
  const httpGet = { scheme: 'HTTPS', path: '/readyz', port: 8080 };
  const { plane, isReady } = await startProbed(args, { httpGet, periodSeconds: 1, timeoutSeconds: 60 });
  // The first attempts may come before the certificate is made and the port is open.
  const later = async () => {
    await plane.clock.advance(1000);
    return isReady();
  };
  await expect.poll(later).toBe(true);
});

test('an HTTP probe follows redirects on its host', async () => {
  const path = (location: string) => `/redirect?location=${encodeURIComponent(location)}`;
  const at = (location: string) => ({ httpGet: { path: path(location), port: 8080 } });
  expect(await probed(['netexec'], at('/healthz'))).toMatchObject({ ready: true });
  expect(await probed(['netexec'], at('http://elsewhere.example/'))).toMatchObject({ ready: true });
  expect(await probed(['netexec'], at('/echo?msg=no&code=500'))).toEqual({
    ready: false,
    last: 'Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 500',
  });
});
