import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../../testing/build-test-app.ts';

test('files of the home are listed, read and written; nothing leads out of it', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  const { id, cookie } = await startSession(testApp);
  const get = (path: string) => app.inject({ url: `/api/sessions/${id}/files${path}`, headers: { cookie } });
  const put = (path: string, payload: object) =>
    app.inject({ method: 'PUT', url: `/api/sessions/${id}/files${path}`, payload, headers: { cookie } });

  expect((await get('')).json()).toEqual({ paths: ['red.yaml'] });
  expect((await get('/red.yaml')).json()).toEqual({ path: 'red.yaml', text: 'kind: Service\n' });
  expect((await put('/notes/a.txt', { text: 'hello' })).statusCode).toBe(200);
  expect((await get('/~/notes/a.txt')).json()).toEqual({ path: 'notes/a.txt', text: 'hello' });
  expect((await get('/none')).json().message).toBe('none: No such file or directory');
  expect((await get('/a%2F..%2F..%2Fetc%2Fpasswd')).statusCode).toBe(400);
  expect((await put('/big', { text: 'x'.repeat(300_000) })).statusCode).toBe(400);
});

test('a file is downloaded as it is', async () => {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const get = (path: string) =>
    testApp.app.inject({ url: `/api/sessions/${id}/files/raw?path=${encodeURIComponent(path)}`, headers: { cookie } });

  const found = await get('~/red.yaml');
  expect([found.statusCode, found.body]).toEqual([200, 'kind: Service\n']);
  expect(found.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''red.yaml",
  });
  expect((await get('none')).json().message).toBe('none: No such file or directory');
  expect((await get('../etc/passwd')).statusCode).toBe(400);
});
