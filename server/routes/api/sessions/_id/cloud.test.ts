import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../../testing/build-test-app.ts';

test('load balancers are listed; an action that the cloud refuses says so in its words', async () => {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const url = `/api/sessions/${id}/cloud`;
  const post = (payload: object) => testApp.app.inject({ method: 'POST', url, payload, headers: { cookie } });

  expect((await testApp.app.inject({ url, headers: { cookie } })).json()).toEqual({ loadBalancers: [], refused: null });
  const refused = await post({ kind: 'delete', loadBalancer: 'lb' });
  expect(refused.json()).toEqual({ loadBalancers: [], refused: 'There is no load balancer "lb".' });
  expect((await post({ kind: 'explode', loadBalancer: 'lb' })).statusCode).toBe(400);
  expect((await post({ kind: 'add-target', loadBalancer: 'lb', target: 'x'.repeat(300) })).statusCode).toBe(400);
  expect((await testApp.app.inject({ url })).statusCode).toBe(404);
});
