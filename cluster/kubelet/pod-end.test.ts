import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes, webImage } from '../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../test/helpers/workloads.ts';
import { PODS } from '../client/resources.ts';
import type { Process } from '../machinery/machine.ts';

const programs = {
  ...webImage.programs,
  say: async (process: Process) => {
    process.machine.files.write('/dev/termination-log', Buffer.from(process.args[1] ?? ''));
    return 1;
  },
  fill: async ({ machine, signal }: Process) => {
    machine.files.write('/scratch/file', new Uint8Array(2 * 1024 * 1024));
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return 0;
  },
  eat: async (process: Process) => {
    process.machine.memory?.use(64 * 1024 * 1024);
    await new Promise((resolve) => process.signal.addEventListener('abort', resolve));
    return 0;
  },
};

async function oneNode() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1, { images: [{ ...webImage, programs }] });
  const status = (name: string) => plane.informers.informer(PODS).get(`default/${name}`)?.status;
  return { plane, status };
}

test('a pod that is active for too long fails', async () => {
  const { plane, status } = await oneNode();
  await createPod(plane, 'one', { activeDeadlineSeconds: 30, containers: [{ name: 'web', image: 'web:1' }] });
  await plane.settled();
  await plane.clock.advance(29_000);
  expect(status('one')?.phase).toBe('Running');
  await plane.clock.advance(1_000);
  await plane.settled();
  expect(status('one')).toMatchObject({
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
    containerStatuses: [{ state: { terminated: { exitCode: 143 } } }],
  });
});

test('a pod that writes more than its emptyDir may hold is evicted', async () => {
  const { plane, status } = await oneNode();
  await createPod(plane, 'one', {
    volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Mi' } }],
    containers: [
      { name: 'web', image: 'web:1', command: ['fill'], volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] },
    ],
  });
  await plane.settled();
  await plane.clock.advance(9_000);
  expect(status('one')?.phase).toBe('Running');
  await plane.clock.advance(1_000);
  await plane.settled();
  const message = 'Usage of EmptyDir volume "scratch" exceeds the limit "1Mi". ';
  expect(status('one')).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
  expect((await eventsOf(plane, 'one')).slice(-2)).toEqual([
    `Warning Evicted ${message}`,
    'Normal Killing Stopping container web',
  ]);
});

test('sidecars end after the main containers, and the pod with them', async () => {
  const { plane, status } = await oneNode();
  await createPod(plane, 'one', {
    restartPolicy: 'Never',
    initContainers: [{ name: 'proxy', image: 'web:1', restartPolicy: 'Always' }],
    containers: [{ name: 'web', image: 'web:1', command: ['exit', '0'] }],
  });
  await plane.settled();
  expect(status('one')).toMatchObject({
    phase: 'Succeeded',
    initContainerStatuses: [{ name: 'proxy', state: { terminated: { exitCode: 143 } } }],
  });
  expect((await eventsOf(plane, 'one')).at(-1)).toBe('Normal Killing Stopping container proxy');
});

test('what a container leaves behind, and what its memory limit does', async () => {
  const { plane, status } = await oneNode();
  const once = { restartPolicy: 'Never' };
  const resources = { limits: { memory: '32Mi' } };
  await createPod(plane, 'one', {
    ...once,
    containers: [{ name: 'web', image: 'web:1', command: ['say', 'no luck'] }],
  });
  await createPod(plane, 'two', {
    ...once,
    containers: [{ name: 'web', image: 'web:1', command: ['eat'], resources }],
  });
  await createPod(plane, 'three', {
    ...once,
    containers: [
      { name: 'web', image: 'web:1', command: ['exit', '3'], terminationMessagePolicy: 'FallbackToLogsOnError' },
    ],
  });
  await plane.settled();
  const ends = ['one', 'two', 'three'].map((name) => status(name)?.containerStatuses?.[0]?.state?.terminated);
  expect(ends.map((end) => [end?.reason, end?.exitCode, end?.message])).toEqual([
    ['Error', 1, 'no luck'],
    ['OOMKilled', 137, undefined],
    ['Error', 3, 'exiting 3\n'],
  ]);
});

test('a node refuses what it cannot take', async () => {
  const { plane, status } = await oneNode();
  await createPod(plane, 'one', {
    nodeName: 'node1',
    securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] },
    containers: [{ name: 'web', image: 'web:1' }],
  });
  await createPod(plane, 'two', {
    nodeName: 'node1',
    containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '5' } } }],
  });
  const ports = [{ containerPort: 80, hostPort: 8080 }];
  for (const name of ['three', 'four']) {
    await createPod(plane, name, { nodeName: 'node1', containers: [{ name: 'web', image: 'web:1', ports }] });
  }
  await plane.settled();
  const why = (name: string) => [status(name)?.phase, status(name)?.reason, status(name)?.message];
  expect(['one', 'two', 'three', 'four'].map(why)).toEqual([
    ['Failed', 'SysctlForbidden', 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted'],
    [
      'Failed',
      'OutOfcpu',
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    ],
    ['Running', undefined, undefined],
    [
      'Failed',
      'NodePorts',
      "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
  ]);
});
