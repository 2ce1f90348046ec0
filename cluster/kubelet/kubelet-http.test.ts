import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod } from '../../test/helpers/workloads.ts';

async function startedNode() {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 1);
  const { http } = kubelets[0]!.endpoint;
  return { plane, get: (target: string, method = 'GET') => http!(method, target) };
}

test('a node without pods', async () => {
  const { get } = await startedNode();
  expect(await get('/healthz')).toEqual({ status: 200, contentType: 'text/plain; charset=utf-8', body: 'ok' });
  expect((await get('/pods'))?.body).toBe('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":null}\n');
  expect((await get('/containerLogs/a/b/c'))?.body).toBe('pod "b" does not exist\n');
  expect(await get('/run/a/b/c')).toMatchObject({ status: 405, body: '405: Method Not Allowed' });
  expect(await get('/nothing')).toBeUndefined();
  expect(await get('/healthz/nothing')).toBeUndefined();
});

test('its pods, those that run, their number and a log', async () => {
  const { plane, get } = await startedNode();
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1' }] });
  await plane.settled();
  const [pod] = JSON.parse((await get('/pods/'))!.body).items;
  expect([pod.metadata.name, pod.status.phase, pod.kind]).toEqual(['one', 'Running', undefined]);
  expect(JSON.parse((await get('/runningpods/'))!.body).items).toMatchObject([
    { metadata: { name: 'one' }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  ]);
  expect((await get('/metrics'))?.body).toContain('\nkubelet_running_pods 1\n');
  expect(await get('/containerLogs/default/one/web')).toMatchObject({ status: 200 });
  expect((await get('/containerLogs/default/one/nix'))?.body).toBe('container "nix" not found in pod "one"\n');
});
