import { expect, test } from 'vitest';
import { buildTestApp, startSession, type TestApp } from '../../../../testing/build-test-app.ts';

async function started(): Promise<
  TestApp & { post: (path: string) => Promise<{ statusCode: number; json(): unknown }> }
> {
  const testApp = await buildTestApp();
  const { id, cookie } = await startSession(testApp);
  const post = (path: string) =>
    testApp.app.inject({ method: 'POST', url: `/api/sessions/${id}/${path}`, payload: {}, headers: { cookie } });
  return { ...testApp, post };
}

test('a failed check tells its sentence and counts equal failures; a passed one moves on', async () => {
  const { post, driver } = await started();
  const first = await post('checks/1');
  expect(first.json()).toMatchObject({ step: 1, state: 'failed', message: 'Expected red, it was blue.', failures: 1 });
  expect((await post('checks/1')).json()).toMatchObject({ failures: 2 });
  driver.clusters[0]!.outcome = { passed: true, message: '', kept: {} };
  expect((await post('checks/1')).json()).toMatchObject({ step: 1, state: 'passed', message: '', failures: 0 });
  const scripts = driver.clusters[0]!.scripts.map(({ script }) => script);
  expect(scripts[0]).toBe('\nset -e\n# Red answers.\nexpect_body red http://34.123.45.67/\n');
});

test('steps and checks that are not there are refused in plain sentences', async () => {
  const { post } = await started();
  expect((await post('checks/9')).json()).toMatchObject({ message: 'There is no step 9: this lab has steps 1 to 2.' });
  expect((await post('checks/2')).json()).toMatchObject({
    message: 'Step 2 has no check: it is only read or answered.',
  });
  expect((await post('checks/first')).statusCode).toBe(400);
});

test('hints open in order; the solution comes after the last one', async () => {
  const { post } = await started();
  expect((await post('steps/1/solution')).statusCode).toBe(403);
  expect((await post('steps/1/hints/2')).json()).toMatchObject({ message: 'Hints open in order: open hint 1 first.' });
  expect((await post('steps/1/hints/1')).json()).toEqual({ step: 1, number: 1, html: '<p>Look at the Service.</p>' });
  expect((await post('steps/1/hints/2')).statusCode).toBe(200);
  expect((await post('steps/1/hints/3')).json()).toMatchObject({ message: 'Step 1 has hints 1 to 2, not 3.' });
  expect((await post('steps/1/solution')).json()).toEqual({
    step: 1,
    html: '<p>Because the selector decides.</p><pre><code class="language-bash">kubectl apply -f red.yaml\n</code></pre>',
  });
});

test('the solution comes after two failed checks too', async () => {
  const { post } = await started();
  await post('checks/1');
  expect((await post('steps/1/solution')).statusCode).toBe(403);
  await post('checks/1');
  expect((await post('steps/1/solution')).statusCode).toBe(200);
});

test('a reset gives a fresh cluster with the earlier steps solved', async () => {
  const { post, driver } = await started();
  driver.clusters[0]!.outcome = { passed: true, message: '', kept: {} };
  await post('checks/1');
  const reset = await post('steps/2/reset');
  expect(reset.json()).toMatchObject({ step: 2 });
  expect(driver.clusters[0]!.closed).toBe(true);
  expect(driver.clusters[1]!.scripts).toEqual([{ script: 'kubectl apply -f red.yaml\n', as: 'learner' }]);
  const again = await post('steps/1/reset');
  expect(again.json()).toMatchObject({ step: 1, checks: [{ step: 1, state: 'unknown' }] });
  expect(driver.clusters[2]!.scripts).toEqual([]);
});
