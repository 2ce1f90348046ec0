import { afterAll, expect, onTestFinished, test } from 'vitest';
import { describeDriver } from '../../testing/driver-contract.ts';
import type { ClusterNotice } from '../driver.ts';
import { EmbeddedDriver } from './embedded-driver.ts';

const create = (memoryMiB = 512) => new EmbeddedDriver({ workers: 1, memoryMiB, pace: 'instant' });

describeDriver('the embedded driver', create);

const MADE = 'apiVersion: v1\nkind: Service\nmetadata: {name: made}\nspec: {ports: [{port: 80}]}\n';

const START = { nodes: 1, requires: [], manifests: [], cloud: {}, home: {}, setup: null, terminalNote: null };

const shared = create();
afterAll(() => shared.close());

async function started() {
  const notices: ClusterNotice[] = [];
  const cluster = await shared.create('s', START, (notice) => notices.push(notice));
  onTestFinished(() => cluster.close());
  return { cluster, notices };
}

test('requests of the learner are told, those of checks are not', async () => {
  const { cluster, notices } = await started();
  await cluster.probe('http://10.100.1.10:80/', 'check');
  await cluster.probe('http://10.100.1.10:81/', 'learner');
  const told = () => notices.flatMap((notice) => (notice.kind === 'traces' ? notice.traces : []));
  await expect.poll(() => told().map((trace) => trace.boxes[0]?.sent?.to)).toEqual(['10.100.1.10:81']);
  const { traces } = await cluster.snapshot();
  expect(traces.map((trace) => trace.origin)).toEqual(['learner']);
});

test("the start state's script reaches the API and the nodes, and its failure ends the session", async () => {
  const setup = 'kubectl create configmap by-setup --from-literal=a=b\nssh node1 iptables -A FORWARD -p sctp -j DROP\n';
  const cluster = await shared.create('setup', { ...START, setup }, () => {});
  onTestFinished(() => cluster.close());
  expect(
    await cluster.run('kubectl get cm by-setup -o name; ssh node1 iptables -S FORWARD | tail -1', 'learner'),
  ).toEqual({
    code: 0,
    stdout: 'configmap/by-setup\n-A FORWARD -p sctp -j DROP\n',
    stderr: '',
  });
  await expect(shared.create('broken', { ...START, setup: 'kubectl get pod none' }, () => {})).rejects.toThrow(
    'start/setup.sh ended with exit code 1: Error from server (NotFound): pods "none" not found',
  );
});

test('a check is run again when something has changed, until it passes', async () => {
  const { cluster } = await started();
  const script = '[[ $(kubectl get service made -o name --ignore-not-found) ]] || { echo "No service yet."; exit 1; }';
  expect(await cluster.check({ script, convergeMs: 0, kept: {} })).toMatchObject({ message: 'No service yet.' });
  const check = cluster.check({ script, convergeMs: 10_000, kept: {} });
  await cluster.files({ kind: 'write', path: 'made.yaml', text: MADE });
  expect(await cluster.run('kubectl apply -f made.yaml', 'learner')).toMatchObject({ code: 0 });
  expect(await check).toEqual({ passed: true, message: '', kept: {} });
});

test('checks keep values for later ones, and trace requests', async () => {
  const { cluster } = await started();
  const check = (script: string) => cluster.check({ script, convergeMs: 0, kept: { old: '1' } });
  expect(await check('keep address "$(kept old)2"')).toEqual({
    passed: true,
    message: '',
    kept: { old: '1', address: '12' },
  });
  expect(await check('trace http://10.100.1.10:80/ result; exit 1')).toMatchObject({ message: 'refused' });
  expect(await check('trace http://10.100.1.10:80/ --share counters.rewrites --count 3; exit 1')).toMatchObject({
    message: '0',
  });
  expect(await cluster.run('trace http://10.100.1.10/ result', 'learner')).toMatchObject({ code: 127 });
});

test('a big request and its answer pass through the worker whole', async () => {
  const { cluster } = await started();
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'big' },
    data: { text: 'x'.repeat(900_000) },
  });
  const connection = await cluster.connect();
  const head = [
    'POST /api/v1/namespaces/default/configmaps HTTP/1.1',
    'host: x',
    `authorization: Bearer ${cluster.token}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ].join('\r\n');
  const written = connection.write(Buffer.from(`${head}\r\n\r\n${body}`));
  const chunks: Uint8Array[] = [];
  for (let bytes = await connection.read(); bytes; bytes = await connection.read()) chunks.push(bytes);
  await written;
  const answer = Buffer.concat(chunks).toString();
  expect(answer).toMatch(/^HTTP\/1.1 201 Created\r\n/);
  expect(answer).toContain('x'.repeat(900_000));
});

test('a worker that runs out of memory loses its clusters with a reason, and the next one starts anew', async () => {
  const driver = create(24);
  onTestFinished(() => driver.close());
  const notices: ClusterNotice[] = [];
  const starts = Array.from({ length: 40 }, (_, index) =>
    driver
      .create(`s${index}`, { ...START, nodes: 4 }, (notice) => notices.push(notice))
      .catch((error: Error) => error.name),
  );
  expect(await Promise.all(starts)).toContain('ClusterLost');
  expect(notices).toContainEqual({ kind: 'lost', reason: 'The cluster ended unexpectedly.' });
});
