import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod } from '../../test/helpers/workloads.ts';
import { CONFIG_MAPS, PODS } from '../client/resources.ts';
import { CollectingWriter } from '../machinery/byte-stream.ts';

async function oneNode() {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 1);
  const run = async (name: string, ...command: string[]) => {
    const output = new CollectingWriter();
    const { uid } = plane.informers.informer(PODS).get(`default/${name}`)!.metadata;
    const { signal } = new AbortController();
    const streams = { stdin: null, stdout: output, stderr: output, terminal: null, signal };
    await kubelets[0]!.endpoint.exec({ namespace: 'default', name, uid }, 'web', command, streams);
    return output.text();
  };
  return { plane, run };
}

test('a ConfigMap that changes is seen in its volume, but not in a subPath of it', async () => {
  const { plane, run } = await oneNode();
  const configMaps = plane.client.resource(CONFIG_MAPS);
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };
  await configMaps.create({
    ...map,
    data: { colour: 'red' },
    binaryData: { raw: Buffer.from([0xff, 0]).toString('base64') },
  });
  await createPod(plane, 'one', {
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    containers: [
      {
        name: 'web',
        image: 'web:1',
        volumeMounts: [
          { name: 'settings', mountPath: '/etc/settings' },
          { name: 'settings', mountPath: '/etc/colour', subPath: 'colour' },
        ],
      },
    ],
  });
  await plane.settled();
  expect(await run('one', 'cat', '/etc/settings/colour', '/etc/colour')).toBe('redred');
  const current = await configMaps.get('settings', 'default');
  await configMaps.update({ ...current, data: { colour: 'blue' } });
  await plane.settled();
  expect(await run('one', 'cat', '/etc/settings/colour', '/etc/colour')).toBe('bluered');
});

test('pods of a node share its directories', async () => {
  const { plane, run } = await oneNode();
  const volumes = [{ name: 'host', hostPath: { path: '/srv/shared', type: 'DirectoryOrCreate' } }];
  const mounted = (readOnly: boolean) => [
    { name: 'web', image: 'web:1', volumeMounts: [{ name: 'host', mountPath: '/data', readOnly }] },
  ];
  await createPod(plane, 'one', { volumes, containers: mounted(false) });
  await createPod(plane, 'two', { volumes, containers: mounted(true) });
  await plane.settled();
  await run('one', 'touch', '/data/from-one');
  expect([await run('two', 'cat', '/data/from-one'), await run('two', 'cat', '/data/other')]).toEqual([
    '',
    'cat: /data/other: No such file or directory\n',
  ]);
});
