import { expect } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

test('a learner goes through the whole of lab 1', async ({ page, product }) => {
  test.setTimeout(240_000);
  const lab = new LabPage(page, 'kubectl-apply');
  await lab.open(product.url, 1);
  const questions = page.getByRole('group', { name: 'Question' });

  await test.step('2: apply and watch', async () => {
    await lab.goTo(2);
    await lab.predict();
    await lab.run('kubectl apply -f lb-demo.yaml');
    await lab.passed();
    await lab.answerQuiz(questions.first());
    await expect(lab.text).toContainText('your cluster shows 3.');
  });

  await test.step('3: seven steps, four actors', async () => {
    await lab.goTo(3);
    await lab.sort(questions.nth(0), [
      'You send the Service',
      'The Service is stored',
      'The controller sees it',
      'ELB and EIP',
      'The ids are written',
      'The address is written',
      'The address is announced',
    ]);
    await lab.answer(questions.nth(0));
    await lab.isRight(questions.nth(0));
    const pairs = [
      ['you', 'applies the manifest'],
      ['API server', 'validates, fills in defaults, stores'],
      ['cloud controller', 'calls the cloud and writes back'],
      ['the OTC API', 'makes ELB, EIP, listener and pool'],
    ] as const;
    for (const [who, what] of pairs) await questions.nth(1).getByRole('combobox', { name: who }).selectOption(what);
    await lab.answer(questions.nth(1));
    await lab.isRight(questions.nth(1));
    await lab.answerQuiz(questions.nth(2));
  });

  await test.step('4: what you did not write', async () => {
    await lab.goTo(4);
    await lab.answerQuiz(questions.nth(0), [/clusterIP/, /nodePort/, /elb\.id/, /load-balancer-cleanup/, /^status/]);
    await lab.haveShown(questions.nth(1), 'k8s-lb-demo');
    await lab.haveShown(questions.nth(2), '80');
    await lab.answerQuiz(questions.nth(3), '4');
  });

  await test.step('5: the first request, by way of the edge', async () => {
    await lab.goTo(5);
    await lab.run(/^Run in terminal 1: EIP=/);
    await lab.run(/^Run in terminal 1: until curl/);
    await expect(lab.waybill.getByRole('listitem')).toHaveCount(5);
    await expect(page.getByRole('button', { name: /^The provider’s edge\. / })).toBeAttached();
    for (const quiz of await questions.all()) await lab.answerQuiz(quiz);
  });

  for (const step of [6, 7, 8])
    await test.step(`${step}: by its solution, and its questions`, async () => {
      await lab.goTo(step);
      await lab.predict();
      await lab.solve(step);
      await lab.passed();
      for (const quiz of await questions.all()) await lab.answerQuiz(quiz);
    });

  await expect(page.getByRole('region', { name: 'Summary' })).toContainText('You have passed this lab');
});
