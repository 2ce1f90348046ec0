import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../testing/build-test-app.ts';

test('healthz, readyz and metrics answer, and OpenAPI names every door', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  await startSession(testApp);
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok' });
  expect((await app.inject('/metrics')).body).toContain('rabbithole_sessions 1');
  const { paths } = (await app.inject('/api/openapi.json')).json();
  expect(Object.keys(paths).sort()).toEqual([
    '/api/labs/',
    '/api/labs/{slug}',
    '/api/sessions/',
    '/api/sessions/{id}/',
    '/api/sessions/{id}/answers/{question}',
    '/api/sessions/{id}/answers/{question}/show',
    '/api/sessions/{id}/checks/{step}',
    '/api/sessions/{id}/cloud',
    '/api/sessions/{id}/files',
    '/api/sessions/{id}/files/raw',
    '/api/sessions/{id}/files/{*}',
    '/api/sessions/{id}/kubeconfig',
    '/api/sessions/{id}/progress',
    '/api/sessions/{id}/steps/{step}/hints/{number}',
    '/api/sessions/{id}/steps/{step}/reset',
    '/api/sessions/{id}/steps/{step}/solution',
    '/api/sessions/{id}/trace',
    '/healthz',
    '/readyz',
  ]);
});

test('a server without labs is not ready', async () => {
  const { app } = await buildTestApp({}, {});
  expect((await app.inject('/readyz')).statusCode).toBe(503);
});

test('answers carry security headers, and a wrong address is a Problem', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject('/api/nothing');
  expect(response.json()).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'There is nothing at GET /api/nothing.',
  });
  expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(response.headers['content-security-policy']).toContain("frame-ancestors 'none'");
});
