import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod, eventsOf } from '../../test/helpers/workloads.ts';
import type { Pod } from '../client/objects.ts';
import { CONFIG_MAPS, LEASES, NODES, PODS, SECRETS } from '../client/resources.ts';
import { CollectingWriter } from '../machinery/byte-stream.ts';
import { KubeletError } from '../machinery/kubelet-endpoint.ts';

async function oneNode(pace: 'real' | 'instant' = 'instant') {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets, nodes } = await startNodes(plane, 1, { pace });
  const pod = (name: string) => plane.informers.informer(PODS).get(`default/${name}`);
  const { endpoint } = kubelets[0]!;
  const reference = (name: string) => ({ namespace: 'default', name, uid: pod(name)?.metadata.uid ?? '' });
  const run = async (name: string, ...command: string[]) => {
    const output = new CollectingWriter();
    const { signal } = new AbortController();
    const streams = { stdin: null, stdout: output, stderr: output, terminal: null, signal };
    const status = await endpoint.exec(reference(name), 'web', command, streams);
    await plane.settled();
    return { status, output: output.text() };
  };
  const logs = async (name: string, options: { previous?: boolean; timestamps?: boolean; tailLines?: number } = {}) => {
    const chunks: Uint8Array[] = [];
    const { signal } = new AbortController();
    for await (const chunk of endpoint.logs(reference(name), 'web', options, signal)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const advance = async (ms: number) => {
    await plane.clock.advance(ms);
    await plane.settled();
  };
  return { plane, host: nodes[0]!.host, pod, run, logs, advance };
}

function container(pod: Pod | undefined) {
  const [status] = pod?.status?.containerStatuses ?? [];
  return (
    status && { state: status.state, lastState: status.lastState, ready: status.ready, restarts: status.restartCount }
  );
}

function conditions(pod: Pod | undefined): string[] {
  return (pod?.status?.conditions ?? []).map(
    ({ type, status, reason }) => `${type}=${status}${reason ? ` ${reason}` : ''}`,
  );
}

test('a node registers itself and renews its lease', async () => {
  const { plane, advance } = await oneNode();
  const node = plane.informers.informer(NODES).get('node1');
  expect(node?.spec).toMatchObject({ podCIDR: '192.168.1.0/24', podCIDRs: ['192.168.1.0/24'] });
  expect(node?.status?.addresses).toEqual([
    { type: 'InternalIP', address: '10.100.1.10' },
    { type: 'Hostname', address: 'node1' },
  ]);
  expect(node?.status?.nodeInfo).toMatchObject({
    kubeletVersion: 'v1.34.4',
    containerRuntimeVersion: 'containerd://2.1.5',
  });
  const renewed = () => plane.informers.informer(LEASES).get('kube-node-lease/node1')?.spec.renewTime;
  expect(renewed()).toBe('2026-01-05T09:00:00.000000Z');
  await advance(25_000);
  expect(renewed()).toBe('2026-01-05T09:00:20.000000Z');
});

test('a pod runs, is Ready at once without a probe, and tells its story', async () => {
  const { plane, pod, logs } = await oneNode();
  await createPod(plane, 'one');
  await plane.settled();
  const one = pod('one');
  expect(one?.status).toMatchObject({
    phase: 'Running',
    hostIP: '10.100.1.10',
    podIP: '192.168.1.2',
    qosClass: 'BestEffort',
  });
  expect(conditions(one)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ]);
  expect(container(one)).toEqual({
    state: { running: { startedAt: '2026-01-05T09:00:00Z' } },
    lastState: {},
    ready: true,
    restarts: 0,
  });
  expect(await logs('one')).toBe('serving on one\n');
  expect(await logs('one', { timestamps: true })).toBe('2026-01-05T09:00:00.000000000Z serving on one\n');
  expect(await eventsOf(plane, 'one')).toEqual([
    'Normal Scheduled Successfully assigned default/one to node1',
    'Normal Pulling Pulling image "web:1"',
    'Normal Pulled Successfully pulled image "web:1" in 1ms (1ms including waiting). Image size: 1000 bytes.',
    'Normal Created Created container: web',
    'Normal Started Started container web',
  ]);
});

test('pace real: pulling and starting take time that one can watch', async () => {
  const { plane, pod, advance } = await oneNode('real');
  await createPod(plane, 'one');
  await plane.settled();
  expect(container(pod('one'))?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  await advance(700);
  expect(pod('one')?.status?.phase).toBe('Pending');
  await advance(1_500);
  expect(pod('one')?.status?.phase).toBe('Running');
});

test('a crashing container is restarted with growing waits', async () => {
  const { plane, pod, logs, advance } = await oneNode();
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', command: ['exit', '3'] }] });
  await plane.settled();
  const { uid } = pod('one')!.metadata;
  expect(container(pod('one'))).toMatchObject({
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 10s restarting failed container=web pod=one_default(${uid})`,
      },
    },
    lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    ready: false,
    restarts: 1,
  });
  expect(pod('one')?.status?.phase).toBe('Running');
  expect(conditions(pod('one'))).toContain('Ready=False ContainersNotReady');
  expect(await logs('one')).toBe('exiting 3\n');
  await advance(10_000);
  expect(container(pod('one'))?.restarts).toBe(2);
  await advance(19_000);
  expect(container(pod('one'))?.restarts).toBe(2);
  await advance(1_000);
  expect(container(pod('one'))?.restarts).toBe(3);
  expect((await eventsOf(plane, 'one')).at(-1)).toBe(
    `Warning BackOff Back-off restarting failed container web in pod one_default(${uid}) (x4)`,
  );
});

test('restartPolicy Never: a pod succeeds or fails once', async () => {
  const { plane, pod } = await oneNode();
  for (const code of ['0', '1']) {
    const containers = [{ name: 'web', image: 'web:1', command: ['exit', code] }];
    await createPod(plane, `exit-${code}`, { restartPolicy: 'Never', containers });
  }
  await plane.settled();
  expect([pod('exit-0'), pod('exit-1')].map((each) => each?.status?.phase)).toEqual(['Succeeded', 'Failed']);
  expect(container(pod('exit-0'))?.state).toMatchObject({ terminated: { exitCode: 0, reason: 'Completed' } });
  expect(conditions(pod('exit-0'))).toContain('Ready=False PodCompleted');
});

test('init containers run one after the other before the main ones', async () => {
  const { plane, pod, advance } = await oneNode();
  await createPod(plane, 'one', {
    initContainers: [
      { name: 'first', image: 'web:1', command: ['exit', '0'] },
      { name: 'second', image: 'web:1', command: ['exit', '1'] },
    ],
  });
  await plane.settled();
  expect(pod('one')?.status?.phase).toBe('Pending');
  expect(conditions(pod('one'))).toContain('Initialized=False ContainersNotInitialized');
  expect(container(pod('one'))?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
  await createPod(plane, 'two', { initContainers: [{ name: 'only', image: 'web:1', command: ['exit', '0'] }] });
  await plane.settled();
  expect(pod('two')?.status?.phase).toBe('Running');
  await advance(1);
});

test('an image that does not exist is not pulled, again and again', async () => {
  const { plane, pod } = await oneNode();
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:3' }] });
  await plane.settled();
  const error =
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/web:3": failed to resolve reference "docker.io/library/web:3": docker.io/library/web:3: not found';
  expect(container(pod('one'))?.state).toEqual({
    waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "web:3": ErrImagePull: ${error}` },
  });
  expect(await eventsOf(plane, 'one')).toEqual([
    'Normal Scheduled Successfully assigned default/one to node1',
    'Normal Pulling Pulling image "web:3"',
    `Warning Failed Failed to pull image "web:3": ${error}`,
    'Warning Failed Error: ErrImagePull',
    'Normal BackOff Back-off pulling image "web:3"',
    'Warning Failed Error: ImagePullBackOff',
  ]);
});

test('a command that is not in the image', async () => {
  const { plane, pod, run } = await oneNode();
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', command: ['nope'] }] });
  await createPod(plane, 'two');
  await plane.settled();
  expect(container(pod('one'))?.lastState?.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message:
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown',
  });
  await expect(run('two', 'nope')).rejects.toThrow(KubeletError);
});

test('configuration comes from ConfigMaps and Secrets, and waits for them', async () => {
  const { plane, pod, run, advance } = await oneNode();
  const env = [
    { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
    { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'GREETING', value: 'hello $(COLOUR)' },
  ];
  const volumeMounts = [{ name: 'settings', mountPath: '/etc/settings' }];
  const volumes = [{ name: 'settings', configMap: { name: 'settings' } }];
  await createPod(plane, 'one', { volumes, containers: [{ name: 'web', image: 'web:1', env, volumeMounts }] });
  await plane.settled();
  expect((await eventsOf(plane, 'one')).at(-1)).toBe(
    'Warning FailedMount MountVolume.SetUp failed for volume "settings" : configmap "settings" not found',
  );
  const metadata = { namespace: 'default' };
  await plane.client.resource(CONFIG_MAPS).create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, name: 'settings' },
    data: { colour: 'red' },
  });
  await plane.settled();
  expect(container(pod('one'))?.state).toEqual({
    waiting: { reason: 'CreateContainerConfigError', message: 'secret "login" not found' },
  });
  const data = { password: Buffer.from('secret').toString('base64') };
  await plane.client
    .resource(SECRETS)
    .create({ apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'login' }, data });
  await advance(10_000);
  const lines = (await run('one', 'env')).output.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining(['COLOUR=red', 'PASSWORD=secret', 'ADDRESS=192.168.1.2', 'GREETING=hello red']),
  );
  expect(lines).toContain('KUBERNETES_SERVICE_HOST=10.96.0.1');
  expect((await run('one', 'cat', '/etc/settings/colour', '/etc/hostname')).output).toBe('redone\n');
  expect((await run('one', 'cat', '/etc/resolv.conf')).output).toBe(
    'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
});

test('containers of a pod share its emptyDir volumes, also with those that ran before', async () => {
  const { plane, run } = await oneNode();
  const volumeMounts = [{ name: 'scratch', mountPath: '/scratch' }];
  await createPod(plane, 'one', {
    volumes: [{ name: 'scratch', emptyDir: {} }],
    initContainers: [{ name: 'first', image: 'web:1', command: ['touch', '/scratch/from-init'], volumeMounts }],
    containers: [{ name: 'web', image: 'web:1', volumeMounts }],
  });
  await plane.settled();
  expect(await run('one', 'cat', '/scratch/from-init')).toEqual({ status: { code: 0 }, output: '' });
  expect((await run('one', 'cat', '/scratch/other')).status).toEqual({ code: 1 });
});

test('readiness follows its probe', async () => {
  const { plane, pod, run, advance } = await oneNode();
  const readinessProbe = { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 5, failureThreshold: 2 };
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', readinessProbe }] });
  await plane.settled();
  await advance(0);
  expect(conditions(pod('one'))).toContain('Ready=True');
  await run('one', 'touch', '/tmp/sick');
  await advance(5_000);
  expect(conditions(pod('one'))).toContain('Ready=True');
  await advance(5_000);
  expect(conditions(pod('one'))).toContain('Ready=False ContainersNotReady');
  expect(container(pod('one'))?.restarts).toBe(0);
  expect((await eventsOf(plane, 'one')).at(-1)).toBe(
    'Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 500 (x2)',
  );
});

test('a container that fails its liveness probe is restarted', async () => {
  const { plane, pod, run, advance } = await oneNode();
  const livenessProbe = { tcpSocket: { port: 8080 }, periodSeconds: 5, failureThreshold: 1, initialDelaySeconds: 3 };
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', livenessProbe }] });
  await plane.settled();
  await advance(3_000);
  expect(container(pod('one'))).toMatchObject({
    restarts: 1,
    lastState: { terminated: { exitCode: 143, reason: 'Error' } },
  });
  expect((await eventsOf(plane, 'one')).slice(5, 7)).toEqual([
    'Warning Unhealthy Liveness probe failed: dial tcp 192.168.1.2:8080: connect: connection refused',
    'Normal Killing Container web failed liveness probe, will be restarted',
  ]);
  expect((await run('one', 'cat', '/etc/hostname')).output).toBe('one\n');
});

test('a deleted pod ends gracefully, a stubborn one after its grace period', async () => {
  const { plane, host, pod, advance } = await oneNode();
  const addresses = () => host.interfaces().filter(({ kind }) => kind === 'veth').length;
  await createPod(plane, 'one');
  await createPod(plane, 'two', {
    terminationGracePeriodSeconds: 7,
    containers: [{ name: 'web', image: 'web:1', command: ['stubborn'] }],
  });
  await plane.settled();
  expect(addresses()).toBe(2);
  await plane.client.resource(PODS).delete('one', 'default');
  await plane.client.resource(PODS).delete('two', 'default');
  await plane.settled();
  expect([pod('one'), pod('two')?.metadata.deletionGracePeriodSeconds]).toEqual([undefined, 7]);
  expect((await eventsOf(plane, 'one')).at(-1)).toBe('Normal Killing Stopping container web');
  await advance(6_900);
  expect(pod('two')).toBeDefined();
  await advance(200);
  expect(pod('two')).toBeUndefined();
  expect(addresses()).toBe(0);
});
