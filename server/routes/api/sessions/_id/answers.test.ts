import { expect, test } from 'vitest';
import { buildTestApp, startSession } from '../../../../testing/build-test-app.ts';
import { fakeTrace } from '../../../../testing/fake-driver.ts';

async function started() {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const post = async (path: string, payload: object) => {
    const url = `/api/sessions/${id}/answers/${path}`;
    return (await testApp.app.inject({ method: 'POST', url, payload, headers: { cookie } })).json();
  };
  const progress = async () =>
    (await testApp.app.inject({ url: `/api/sessions/${id}/progress`, headers: { cookie } })).json();
  return { ...testApp, post, progress };
}

test('a wrong value gets its own explanation, the answer is shown after the third try', async () => {
  const { post } = await started();
  expect(await post('share', { value: 25 })).toMatchObject({
    state: 'wrong',
    attempts: 1,
    explanationHtml: '<p>That is the share without.</p>',
    mayShowAnswer: false,
  });
  expect(await post('share/show', {})).toMatchObject({ statusCode: 403 });
  expect(await post('share', { value: '100 %' })).toMatchObject({ explanationHtml: '<p>Count the targets.</p>' });
  expect(await post('share', { value: 50 })).toMatchObject({ attempts: 3, mayShowAnswer: true });
  expect(await post('share/show', {})).toMatchObject({ state: 'shown', value: 75, firstTry: false });
  expect(await post('share', { value: 1 })).toMatchObject({ state: 'shown', value: 75, attempts: 3 });
});

test('only the first try counts', async () => {
  const { post } = await started();
  expect(await post('share', { value: 75 })).toMatchObject({ state: 'right', attempts: 1, firstTry: true });
});

test('a prediction is neither right nor wrong until the learner has seen it', async () => {
  const { post, progress, driver } = await started();
  expect(await post('guess', { value: 'two' })).toMatchObject({
    state: 'recorded',
    explanationHtml: '',
    observed: null,
  });
  expect(await post('guess', { value: 'three' })).toMatchObject({ state: 'recorded', value: 'two' });
  driver.clusters[0]!.notify({ kind: 'traces', traces: [fakeTrace({ id: 7 })], skipped: 0 });
  await expect
    .poll(async () => (await progress()).answers[0])
    .toMatchObject({
      question: 'guess',
      state: 'wrong',
      observed: 'You said Two, your cluster shows 3.',
      explanationHtml: '<p>There is one more box.</p>',
      trace: 7,
    });
});

test('values of the wrong shape are refused without counting as a try', async () => {
  const { post } = await started();
  expect(await post('share', { value: 'many' })).toMatchObject({
    statusCode: 400,
    message: 'This question is answered with a number.',
  });
  expect(await post('guess', { value: 'four' })).toMatchObject({
    message: 'This question is answered with one of its options: two, three.',
  });
  expect(await post('nope', { value: 1 })).toMatchObject({ message: 'This lab has no question “nope”.' });
  expect(await post('share', { value: 75 })).toMatchObject({ attempts: 1 });
});
