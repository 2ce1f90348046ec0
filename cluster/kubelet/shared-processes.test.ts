import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes, webImage } from '../../test/helpers/nodes.ts';
import { createPod } from '../../test/helpers/workloads.ts';
import { PODS } from '../client/resources.ts';
import { CollectingWriter } from '../machinery/byte-stream.ts';
import type { Process } from '../machinery/machine.ts';

async function list({ machine, stdout }: Process): Promise<number> {
  await stdout.write(
    Buffer.from(
      machine.processes
        .list()
        .map(({ pid, args }) => `${pid} ${args.join(' ')}\n`)
        .join(''),
    ),
  );
  return 0;
}

async function oneNode() {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 1, {
    images: [{ ...webImage, programs: { ...webImage.programs, list } }],
  });
  const pod = () => plane.informers.informer(PODS).get('default/one');
  const run = async (container: string, ...command: string[]) => {
    const output = new CollectingWriter();
    const { signal } = new AbortController();
    const streams = { stdin: null, stdout: output, stderr: output, terminal: null, signal };
    const reference = { namespace: 'default', name: 'one', uid: pod()!.metadata.uid };
    await kubelets[0]!.endpoint.exec(reference, container, command, streams);
    return output.text();
  };
  return { plane, pod, run };
}

test('containers see each other’s processes where the pod wants that', async () => {
  const { plane, run } = await oneNode();
  await createPod(plane, 'one', {
    shareProcessNamespace: true,
    containers: [
      { name: 'web', image: 'web:1' },
      { name: 'side', image: 'web:1', command: ['stubborn'] },
    ],
  });
  await plane.settled();
  expect(await run('side', 'list')).toBe('1 /pause\n7 serve\n8 stubborn\n9 list\n');
});

test('a debug container sees the processes of its target alone', async () => {
  const { plane, run } = await oneNode();
  await createPod(plane, 'one');
  await plane.settled();
  const debug = { name: 'debug', image: 'web:1', command: ['stubborn'], targetContainerName: 'web' };
  await plane.client.resource(PODS).patch(
    'one',
    { spec: { ephemeralContainers: [debug] } },
    {
      namespace: 'default',
      type: 'strategic',
      subresource: 'ephemeralcontainers',
    },
  );
  await plane.settled();
  expect(await run('debug', 'list')).toBe('1 serve\n2 stubborn\n3 list\n');
});

test('process 1 ends only by SIGKILL when it handles no signals', async () => {
  const { plane, pod } = await oneNode();
  const containers = [{ name: 'web', image: 'web:1', command: ['sleep'] }];
  await createPod(plane, 'one', { terminationGracePeriodSeconds: 5, containers });
  await plane.settled();
  await plane.client.resource(PODS).delete('one', 'default');
  await plane.clock.advance(4_900);
  await plane.settled();
  expect(pod()).toBeDefined();
  await plane.clock.advance(200);
  await plane.settled();
  expect(pod()).toBeUndefined();
});
