import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  Attach,
  CoreV1Api,
  Cp,
  Exec,
  KubeConfig,
  Log,
  Metrics,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  topNodes,
  type V1Status,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterOnPort } from './embedded-cluster.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: walked}
spec:
  containers:
    - {name: web, image: "nginx:1.27"}
    - {name: shell, image: "busybox:1.36", stdin: true, command: [sh, -c, "echo started; while read line; do echo got $line; done"]}
`;

let on: ClusterOnPort;
let config: KubeConfig;
let core: CoreV1Api;
beforeAll(async () => {
  on = await ClusterOnPort.start(13, [], ['metrics']);
  config = new KubeConfig();
  config.loadFromFile(`${on.directory}/kubeconfig`);
  core = config.makeApiClient(CoreV1Api);
  expect((await on.kubectl(['apply', '-f', '-'], POD)).code).toBe(0);
  await on.cluster.settled();
});
afterAll(() => on.stop());

/** A stream that remembers what was written to it. */
class Heard extends PassThrough {
  text = '';
  #onText = () => {};
  constructor() {
    super();
    this.on('data', (bytes: Buffer) => {
      this.text += bytes.toString('utf8');
      this.#onText();
    });
  }
  says(wanted: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onText = () => this.text.includes(wanted) && resolve();
      this.#onText();
    });
  }
}

test('exec keeps the streams apart and tells how it ended', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new Heard(), new Heard()];
  const status = await new Promise<V1Status>((resolve, reject) => {
    const command = ['sh', '-c', 'read a; echo $a; echo complaint >&2; exit 3'];
    new Exec(config).exec('default', 'walked', 'shell', command, stdout, stderr, stdin, false, resolve).catch(reject);
    stdin.write('hello\n');
  });
  expect([stdout.text, stderr.text]).toEqual(['hello\n', 'complaint\n']);
  expect(status).toMatchObject({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ message: '3' }] },
  });
});

test('attach speaks to the main process, and its log is followed', async () => {
  const log = new Heard();
  const following = await new Log(config).log('default', 'walked', 'shell', log, { follow: true });
  await log.says('started\n');
  const [stdin, stdout] = [new PassThrough(), new Heard()];
  const socket = await new Attach(config).attach('default', 'walked', 'shell', stdout, null, stdin, false);
  stdin.write('one\n');
  await stdout.says('got one\n');
  await log.says('started\ngot one\n');
  socket.close();
  following.abort();
});

test('port-forward reaches the web server', async () => {
  const [output, error, input] = [new Heard(), new Heard(), new PassThrough()];
  const socket = await new PortForward(config).portForward('default', 'walked', [80], output, error, input);
  input.write('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
  await output.says('</html>');
  expect(output.text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  (typeof socket === 'function' ? socket() : socket)?.close();
});

/** Cp does not wait for its commands; this waits for them. */
class AwaitedExec extends Exec {
  ended: Promise<V1Status> | undefined;
  override exec(...[namespace, pod, container, command, stdout, stderr, stdin, tty]: Parameters<Exec['exec']>) {
    let onEnd: (status: V1Status) => void = () => {};
    this.ended = new Promise((resolve) => {
      onEnd = resolve;
    });
    return super.exec(namespace, pod, container, command, stdout, stderr, stdin, tty, onEnd);
  }
}

test('a directory is copied into a container', async () => {
  const directory = mkdtempSync(join(on.directory, 'copied-'));
  writeFileSync(join(directory, 'a.txt'), 'copied\n');
  const exec = new AwaitedExec(config);
  await new Cp(config, exec).cpToPod('default', 'walked', 'shell', directory, '/tmp');
  expect(await exec.ended).toMatchObject({ status: 'Success' });
  const stdout = new Heard();
  await exec.exec('default', 'walked', 'shell', ['cat', '/tmp/a.txt'], stdout, null, null, false);
  await exec.ended;
  expect(stdout.text).toBe('copied\n');
});

test('an informer goes on after its connection was lost', async () => {
  const seen: string[] = [];
  let onEvent = () => {};
  const list = () => core.listNamespacedConfigMap({ namespace: 'default', labelSelector: 'seen=yes' });
  const informer = makeInformer(config, '/api/v1/namespaces/default/configmaps', list, 'seen=yes');
  for (const verb of ['add', 'update', 'delete'] as const) {
    informer.on(verb, ({ metadata }) => {
      seen.push(`${verb} ${metadata?.name}`);
      onEvent();
    });
  }
  const reconnected = new Promise<void>((resolve) => {
    informer.on('error', () => void informer.start().then(resolve));
  });
  const sees = (event: string) =>
    new Promise<void>((resolve) => {
      onEvent = () => seen.includes(event) && resolve();
      onEvent();
    });
  const make = (name: string) =>
    core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name, labels: { seen: 'yes' } } } });
  await informer.start();
  await make('one');
  await sees('add one');
  on.dropConnections();
  await reconnected;
  await make('two');
  await sees('add two');
  await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'one' });
  await sees('delete one');
  await informer.stop();
  expect(seen.filter((event) => !event.startsWith('update'))).toEqual(['add one', 'add two', 'delete one']);
});

test('patches of all kinds', async () => {
  const data = async (body: object, strategy: string, more: { fieldManager?: string; force?: boolean } = {}) => {
    const request = { namespace: 'default', name: 'patched', body, ...more };
    return (await core.patchNamespacedConfigMap(request, setHeaderOptions('Content-Type', strategy))).data;
  };
  const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patched' }, data: { a: '1' } };
  expect(await data(applied, PatchStrategy.ServerSideApply, { fieldManager: 'one' })).toEqual({ a: '1' });
  expect(await data([{ op: 'add', path: '/data/b', value: '2' }], PatchStrategy.JsonPatch)).toEqual({ a: '1', b: '2' });
  expect(await data({ data: { b: null, c: '3' } }, PatchStrategy.MergePatch)).toEqual({ a: '1', c: '3' });
  expect(await data({ data: { d: '4' } }, PatchStrategy.StrategicMergePatch)).toEqual({ a: '1', c: '3', d: '4' });
  const other = { ...applied, data: { a: '9' } };
  await expect(data(other, PatchStrategy.ServerSideApply, { fieldManager: 'two' })).rejects.toMatchObject({
    code: 409,
  });
  const forced = { fieldManager: 'two', force: true };
  expect(await data(other, PatchStrategy.ServerSideApply, forced)).toEqual({ a: '9', c: '3', d: '4' });
});

test('metrics of nodes and pods', async () => {
  const metrics = new Metrics(config);
  expect((await metrics.getNodeMetrics()).items.map(({ metadata }) => metadata.name)).toHaveLength(4);
  // Pods are measured every 15 seconds, as metrics-server does.
  expect((await metrics.getPodMetrics('default')).kind).toBe('PodMetricsList');
  expect((await topNodes(core)).map(({ CPU }) => Number(CPU.Capacity))).toEqual([4, 4, 4, 4]);
});

test('a program in a pod speaks with the token of its service account', async () => {
  const body = { spec: { audiences: [], expirationSeconds: 3600 } };
  const request = { namespace: 'default', name: 'default', body };
  const { status } = await core.createNamespacedServiceAccountToken(request);
  const mounted = join(on.directory, 'var/run/secrets/kubernetes.io/serviceaccount');
  mkdirSync(mounted, { recursive: true });
  const cluster = config.getCurrentCluster();
  writeFileSync(join(mounted, 'token'), status?.token ?? '');
  writeFileSync(join(mounted, 'namespace'), 'default');
  writeFileSync(join(mounted, 'ca.crt'), Buffer.from(cluster?.caData ?? '', 'base64'));
  const { hostname, port } = new URL(cluster?.server ?? '');
  const before = { ...process.env };
  Object.assign(process.env, { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port });
  const inside = new KubeConfig();
  inside.loadFromCluster(on.directory);
  process.env = before;
  const message = 'pods is forbidden: User \\"system:serviceaccount:default:default\\" cannot list resource \\"pods\\"';
  const asAccount = inside.makeApiClient(CoreV1Api);
  await expect(asAccount.listNamespacedPod({ namespace: 'default' })).rejects.toMatchObject({
    code: 403,
    body: expect.stringContaining(message),
  });
  const grant = ['create', 'rolebinding', 'look', '--clusterrole=view', '--serviceaccount=default:default'];
  expect((await on.kubectl(grant)).code).toBe(0);
  expect((await asAccount.listNamespacedPod({ namespace: 'default' })).items).toHaveLength(1);
});
