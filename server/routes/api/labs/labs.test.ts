import { expect, test } from 'vitest';
import { buildTestApp } from '../../../testing/build-test-app.ts';

test('the list says what each lab is about and which clusters can run it', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject('/api/labs');
  expect(response.json()).toEqual({
    labs: [
      {
        slug: 'example',
        number: 1,
        title: 'An example',
        question: 'Does it work?',
        group: 'Examples',
        minutes: 5,
        glyph: 'cLp',
        requires: ['nodes=2'],
        drivers: [{ name: 'embedded', available: true, reason: null }],
        steps: 2,
        progress: { state: 'new', step: 1, stepsPassed: 0, session: null },
      },
    ],
  });
});

test('a lab carries its text, and neither keys, explanations, hints nor solutions', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject('/api/labs/example');
  const [first, second] = response.json().content;
  expect(first.blocks).toEqual([
    { type: 'prose', html: '<p>Read this &lt;b&gt;text&lt;/b&gt;.</p>' },
    { type: 'run', id: 'run-1-1', command: 'kubectl get pods' },
    {
      type: 'predict',
      question: {
        id: 'guess',
        kind: 'single',
        html: '<p>How many hops?</p>',
        options: [
          { id: 'two', html: 'Two' },
          { id: 'three', html: 'Three' },
        ],
        targets: [],
        unit: null,
      },
    },
    { type: 'hint', number: 1 },
    { type: 'hint', number: 2 },
    { type: 'solution' },
  ]);
  expect(first.check).toEqual({ text: 'Red answers.', onDemand: false });
  expect(second.check).toBeNull();
  expect(response.json().summaryHtml).toBe('<p>You can now <strong>tell</strong> that it works.</p>');
  for (const secret of ['one more box', 'Each box is a hop', 'selector', '75', 'Count the targets', 'kubectl apply']) {
    expect(response.body).not.toContain(secret);
  }
});

test('an unknown lab is a 404 in a plain sentence', async () => {
  const { app } = await buildTestApp();
  const response = await app.inject('/api/labs/nope');
  expect(response.statusCode).toBe(404);
  expect(response.json().message).toBe('There is no lab called “nope”. The list of labs is at /api/labs.');
});
