import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../../testing/build-test-app.ts';

test('a trace is the way of one request of the learner', async () => {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const trace = (url: string) =>
    testApp.app.inject({ method: 'POST', url: `/api/sessions/${id}/trace`, payload: { url }, headers: { cookie } });
  const response = await trace('http://34.123.45.67/');
  expect(response.json()).toMatchObject({ origin: 'learner', request: { url: 'http://34.123.45.67/' } });
  expect((await trace('file:///etc/passwd')).json().message).toBe(
    'A trace needs a whole http:// address, such as http://34.123.45.67/.',
  );
});
