import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { buildTestApp, startSession } from '../../../../testing/build-test-app.ts';
import { fakeTopology, fakeTrace } from '../../../../testing/fake-driver.ts';

/** Frames from the first one on, as text. */
function collect() {
  const frames: string[] = [];
  const onInit = (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => frames.push(data.toString()));
  };
  return { frames, onInit };
}

test('events begin with state, topology, progress and the last traces, then follow', async () => {
  const testApp = await buildTestApp();
  const { app, driver } = testApp;
  const { id, cookie } = await startSession(testApp);
  const { frames, onInit } = collect();
  const socket = await app.injectWS(`/api/sessions/${id}/events`, { headers: { cookie } }, { onInit });
  const types = () => frames.map((frame) => JSON.parse(frame).type);
  await expect.poll(types).toEqual(['state', 'topology', 'progress', 'trace']);
  driver.clusters[0]!.notify({ kind: 'topology', topology: fakeTopology(2) });
  driver.clusters[0]!.notify({ kind: 'traces', traces: [fakeTrace({ id: 2 })], skipped: 5 });
  await expect.poll(() => types().slice(4, 7)).toEqual(['topology', 'trace', 'skipped']);
  expect(JSON.parse(frames[6]!)).toEqual({ type: 'skipped', count: 5 });
  socket.terminate();
});

test('a check runs by itself after a change and turns green on the page', async () => {
  const testApp = await buildTestApp();
  const { app, driver } = testApp;
  const { id, cookie } = await startSession(testApp);
  const { frames, onInit } = collect();
  const socket = await app.injectWS(`/api/sessions/${id}/events`, { headers: { cookie } }, { onInit });
  driver.clusters[0]!.outcome = { passed: true, message: '', kept: {} };
  driver.clusters[0]!.notify({ kind: 'changed' });
  const checks = () => frames.map((frame) => JSON.parse(frame)).filter((event) => event.type === 'check');
  await expect.poll(checks, { timeout: 5_000 }).toMatchObject([{ check: { step: 1, state: 'passed' } }]);
  socket.terminate();
});

test('a terminal is the same shell for the page that comes back, and shows its screen', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  const { id, cookie } = await startSession(testApp);
  const open = async (cols: number) => {
    const { frames, onInit } = collect();
    const url = `/api/sessions/${id}/terminal?terminal=1&cols=${cols}&rows=30`;
    const socket = await app.injectWS(url, { headers: { cookie } }, { onInit });
    return { socket, screen: () => frames.filter((frame) => !frame.startsWith('{')).join(''), frames };
  };
  const first = await open(90);
  await expect.poll(first.screen).toContain('[90x30]');
  first.socket.send(Buffer.from('ls\r'));
  await expect.poll(first.screen).toContain('[90x30]ls');
  const second = await open(120);
  await expect.poll(second.screen).toContain('[90x30]ls');
  // The smaller window decides for both; alone, the larger one has its own size.
  expect(JSON.parse(second.frames[0]!)).toEqual({ type: 'size', cols: 90, rows: 30 });
  first.socket.terminate();
  await expect.poll(second.screen).toContain('[120x30]');
  second.socket.terminate();
});

test('a WebSocket of a stranger, of another site or for a fifth terminal is refused', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  const { id, cookie } = await startSession(testApp);
  const open = (path: string, headers: Record<string, string>) =>
    app.injectWS(`/api/sessions/${id}/${path}`, { headers });
  await expect(open('events', {})).rejects.toThrow('404');
  await expect(open('events', { cookie, host: 'lab.test', origin: 'https://evil.test' })).rejects.toThrow('403');
  await expect(open('terminal?terminal=5', { cookie })).rejects.toThrow('400');
});
