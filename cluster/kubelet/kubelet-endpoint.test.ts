import { expect, test } from 'vitest';
import { createControlPlane } from '../../test/helpers/control-plane.ts';
import { startNodes } from '../../test/helpers/nodes.ts';
import { createPod } from '../../test/helpers/workloads.ts';
import { PODS } from '../client/resources.ts';
import { CollectingWriter, createPipe } from '../machinery/byte-stream.ts';

async function runningPod(command?: string[]) {
  const plane = createControlPlane();
  await plane.start();
  const { kubelets } = await startNodes(plane, 1);
  await createPod(plane, 'one', { containers: [{ name: 'web', image: 'web:1', ...(command ? { command } : {}) }] });
  await plane.settled();
  const { uid } = plane.informers.informer(PODS).get('default/one')!.metadata;
  return { plane, endpoint: kubelets[0]!.endpoint, pod: { namespace: 'default', name: 'one', uid } };
}

test('exec keeps the streams apart and gives the exit code', async () => {
  const { endpoint, pod } = await runningPod();
  const [stdout, stderr] = [new CollectingWriter(), new CollectingWriter()];
  const { signal } = new AbortController();
  const status = await endpoint.exec(pod, 'web', ['cat', '/etc/hostname', '/missing'], {
    stdin: null,
    stdout,
    stderr,
    terminal: null,
    signal,
  });
  expect([status, stdout.text(), stderr.text()]).toEqual([
    { code: 1 },
    'one\n',
    'cat: /missing: No such file or directory\n',
  ]);
});

test('exec with a terminal: newlines are translated, and a client that goes away hangs up', async () => {
  const { endpoint, pod } = await runningPod();
  const stdout = new CollectingWriter();
  const terminal = { columns: 80, rows: 24, onResize: () => {} };
  const streams = { stdin: createPipe().reader, stdout, stderr: stdout, terminal };
  const { signal } = new AbortController();
  expect(await endpoint.exec(pod, 'web', ['cat', '/etc/hostname'], { ...streams, signal })).toEqual({ code: 0 });
  expect(stdout.text()).toBe('one\r\n');
  const client = new AbortController();
  const ended = endpoint.exec(pod, 'web', ['stubborn'], { ...streams, signal: client.signal });
  client.abort();
  expect(await ended).toEqual({ signal: 'SIGHUP' });
});

test('logs: the last lines, and those to come until the container ends', async () => {
  const { plane, endpoint, pod } = await runningPod();
  const { signal } = new AbortController();
  const text: string[] = [];
  const following = (async () => {
    for await (const chunk of endpoint.logs(pod, 'web', { follow: true, tailLines: 1 }, signal)) {
      text.push(Buffer.from(chunk).toString());
    }
  })();
  await plane.settled();
  expect(text).toEqual(['serving on one\n']);
  await plane.client.resource(PODS).delete('one', 'default');
  await following;
  expect(text).toEqual(['serving on one\n']);
});

test('logs of what has not started, and of a run there was not, are refused in kubectl’s words', async () => {
  const { endpoint, pod, plane } = await runningPod();
  const { signal } = new AbortController();
  expect(() => endpoint.logs(pod, 'web', { previous: true }, signal)).toThrow(
    'previous terminated container "web" in pod "one" not found',
  );
  await createPod(plane, 'two', { containers: [{ name: 'web', image: 'web:3' }] });
  await plane.settled();
  const { uid } = plane.informers.informer(PODS).get('default/two')!.metadata;
  expect(() => endpoint.logs({ namespace: 'default', name: 'two', uid }, 'web', {}, signal)).toThrow(
    'container "web" in pod "two" is waiting to start: trying and failing to pull image',
  );
});

test('port-forward reaches a port inside the pod', async () => {
  const { endpoint, pod } = await runningPod();
  const socket = await endpoint.dial(pod, 80);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toBe('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
});
