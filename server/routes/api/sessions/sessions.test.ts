import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../testing/build-test-app.ts';

test('a session is started, listed, told and ended by its learner', async () => {
  const testApp = await buildTestApp();
  const { app, driver } = testApp;
  const { id, cookie } = await startSession(testApp);

  const list = await app.inject({ url: '/api/sessions', headers: { cookie } });
  expect(list.json().sessions).toMatchObject([{ id, lab: 'example', driver: 'embedded', state: 'ready', nodes: 2 }]);

  const labs = await app.inject({ url: '/api/labs', headers: { cookie } });
  expect(labs.json().labs[0].progress).toEqual({ state: 'started', step: 1, stepsPassed: 0, session: id });

  const ended = await app.inject({ method: 'DELETE', url: `/api/sessions/${id}`, headers: { cookie } });
  expect(ended.statusCode).toBe(204);
  expect(driver.clusters[0]?.closed).toBe(true);
  const after = await app.inject({ url: `/api/sessions/${id}`, headers: { cookie } });
  expect(after.json()).toMatchObject({ state: 'ended', message: 'You ended it.' });
  const progress = await app.inject({ url: `/api/sessions/${id}/progress`, headers: { cookie } });
  expect(progress.statusCode).toBe(410);
});

test('the learner cookie is HttpOnly and SameSite=Lax', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject({ method: 'POST', url: '/api/sessions', payload: { lab: 'example' } });
  expect(response.cookies[0]).toMatchObject({ name: 'rabbithole_learner', httpOnly: true, sameSite: 'Lax', path: '/' });
});

test('an unknown lab, a wrong body and a stranger are refused in plain sentences', async () => {
  const testApp = await buildTestApp();
  const { app } = testApp;
  const unknown = await app.inject({ method: 'POST', url: '/api/sessions', payload: { lab: 'nope' } });
  expect(unknown.statusCode).toBe(404);
  expect(unknown.json()).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'There is no lab called “nope”. The list of labs is at /api/labs.',
  });
  const wrong = await app.inject({ method: 'POST', url: '/api/sessions', payload: { lap: 'example' } });
  expect(wrong.statusCode).toBe(400);
  const { id } = await startSession(testApp);
  const stranger = await app.inject({ url: `/api/sessions/${id}` });
  expect(stranger.statusCode).toBe(404);
  expect(stranger.json().message).toBe(`There is no session “${id}” of yours. Start one from the lab's page.`);
});

test('a page of another site is refused, the own page and no page are not', async () => {
  const { app } = await buildTestApp();
  const start = (origin: string | undefined) =>
    app.inject({
      method: 'POST',
      url: '/api/sessions',
      payload: { lab: 'example' },
      headers: { host: 'lab.test', ...(origin === undefined ? {} : { origin }) },
    });
  expect((await start('https://evil.test')).statusCode).toBe(403);
  expect((await start('http://lab.test')).statusCode).toBe(201);
  expect((await start(undefined)).statusCode).toBe(201);
});

test('a learner has a limited number of sessions', async () => {
  const testApp = await buildTestApp({ sessionsPerLearner: 1 });
  const { cookie } = await startSession(testApp);
  const second = await testApp.app.inject({
    method: 'POST',
    url: '/api/sessions',
    payload: { lab: 'example' },
    headers: { cookie },
  });
  expect(second.statusCode).toBe(409);
  expect(second.json().message).toBe('You have 1 sessions already, and that is the limit. End one of them first.');
});
