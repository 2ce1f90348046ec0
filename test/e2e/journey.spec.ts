import { expect } from '@playwright/test';
import { LabPage, slug } from './lab-page.ts';
import { test } from './product.ts';

test('a learner goes through the whole of lab 4', async ({ page, product }) => {
  test.setTimeout(300_000);
  const lab = new LabPage(page);

  await test.step('from the catalogue, without a sign-up, to a prompt', async () => {
    await page.goto(product.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('How does a request find its pod?');
    await page.getByRole('link', { name: 'Start the first lab' }).click();
    await expect(page).toHaveURL(new RegExp(`/labs/${slug}`));
    await lab.ready();
  });

  await test.step('1: a port on every node', async () => {
    await lab.predict();
    await lab.applyFile(1, 'nodeport.yaml');
    await lab.passed();
    await lab.run(/^Run in terminal 1: curl http:\/\/10\.100\.1\.13:32000\//);
    await expect(lab.waybill).toContainText('10.100.1.13:32000');
  });

  await test.step('2: route by Ingress', async () => {
    await lab.goTo(2);
    await lab.predict();
    await lab.applyFile(2, 'ingress.yaml');
    await lab.passed();
  });

  await test.step('3: two targets only', async () => {
    await lab.goTo(3);
    await lab.predict();
    await lab.run('lb target add lb-red node3:32000 node4:32000');
    await lab.passed();
    await lab.answerQuiz(page.getByRole('group', { name: 'Question' }).first());
  });

  await test.step('4: the question, and the answer on the map', async () => {
    await lab.goTo(4);
    await expect(lab.waybill.getByText('Answer first')).toBeVisible();
    const questions = page.getByRole('group', { name: 'Question' });
    await lab.answerQuiz(questions.first());
    await lab.run('hops http://34.123.45.67/');
    await expect(lab.waybill.getByText('3 hops')).toBeVisible();
    await expect(lab.waybill.getByRole('listitem')).toHaveCount(5);
    for (const quiz of (await questions.all()).slice(1)) await lab.answerQuiz(quiz);
  });

  const answers: Record<number, RegExp[] | string> = {
    8: [/^An ingress in the node/, /^A load balancer that sends to the ingress pod/],
    9: '75',
  };
  for (const step of [5, 6, 7, 8, 9])
    await test.step(`${step}: by its solution, and its questions`, async () => {
      await lab.goTo(step);
      await lab.predict();
      await lab.solve(step);
      const hops = lab.text.getByRole('button', { name: /^Run in terminal 1: hops/ });
      if ((await hops.count()) > 0) await hops.first().click();
      await lab.passed();
      for (const quiz of await page.getByRole('group', { name: 'Question' }).all())
        await lab.answerQuiz(quiz, answers[step]);
    });

  await test.step('the end: what was seen, and where to go', async () => {
    await expect(page.getByRole('region', { name: 'Summary' })).toContainText('You have passed this lab');
    await expect(page.getByRole('link', { name: /^Step \d, .*passed$/ })).toHaveCount(9);
  });
});

test('a wrong answer explains itself, and another try is allowed', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 3);
  const quiz = page.getByRole('group', { name: 'Question' }).first();
  await quiz.getByRole('radio').last().check();
  await quiz.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(quiz.getByText('Not quite.', { exact: true })).toBeVisible();
  await quiz.getByRole('button', { name: 'Try again' }).click();
  await expect(quiz.getByRole('radio', { checked: true })).toHaveCount(0);
});

test('hints open one at a time, the solution after all of them', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  const hints = lab.text.getByRole('button', { name: /^Open hint/ });
  await expect(hints).toHaveCount(1);
  await expect(lab.text.getByRole('button', { name: 'Show the solution' })).toHaveCount(0);
  while ((await hints.count()) > 0) {
    const name = await hints.first().textContent();
    await hints.first().click();
    await expect(lab.text.getByRole('button', { name: name ?? '' })).toHaveCount(0);
  }
  await lab.text.getByRole('button', { name: 'Show the solution' }).click();
  await expect(lab.text.getByRole('complementary', { name: 'Solution' })).toContainText('nodePort: 32000');
});
