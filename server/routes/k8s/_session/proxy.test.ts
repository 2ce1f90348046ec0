import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../testing/build-test-app.ts';

test('the API of a session takes a bearer token and never the cookie', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  const { id, cookie } = await startSession(testApp);
  const refused = await app.inject({ url: `/k8s/${id}/api/v1/pods`, headers: { cookie } });
  expect(refused.statusCode).toBe(401);
  expect(refused.json()).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  });
  const unknown = await app.inject({ url: '/k8s/nope/api', headers: { authorization: 'Bearer x' } });
  expect(unknown.json()).toMatchObject({ reason: 'NotFound', message: 'there is no session "nope", or it has ended' });
});

test('a request is passed on without the prefix, the cookie and the hop-by-hop headers', async () => {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const address = await testApp.app.listen({ host: '127.0.0.1', port: 0 });
  const response = await fetch(`${address}/k8s/${id}/api/v1/pods?watch=1`, {
    headers: { cookie, authorization: 'Bearer t' },
  });
  const seen = await response.text();
  expect(seen).toMatch(/^GET \/api\/v1\/pods\?watch=1 HTTP\/1.1\r\n/);
  expect(seen).toContain('authorization: Bearer t');
  expect(seen).not.toContain('cookie');
});
