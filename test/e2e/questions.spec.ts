import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

const steps = [
  'You send the Service',
  'The Service is stored',
  'The controller sees it',
  'ELB and EIP',
  'The ids are written',
  'The address is written',
  'The address is announced',
];

async function noViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('#main').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('put in order, with the keys alone; a wrong place is explained', async ({ page, product }) => {
  const lab = new LabPage(page, 'kubectl-apply');
  await lab.open(product.url, 3);
  const quiz = lab.question('Put the steps into the order');
  await lab.sort(quiz, [...steps].reverse());
  await lab.answer(quiz);
  await expect(quiz.getByText('Not quite.', { exact: true })).toBeVisible();
  await expect(quiz).toContainText('It was in the status before it could be reached');
  await expect(quiz.getByRole('button', { name: 'Move up' }).last()).toBeDisabled();
  await noViolations(page);
  await quiz.getByRole('button', { name: 'Try again' }).click();
  await lab.sort(quiz, steps);
  await expect(quiz.getByText('Now number 6 of 7.')).toBeAttached();
  await lab.answer(quiz);
  await lab.isRight(quiz);
});

test('find partners; the answer is shown after the third try', async ({ page, product }) => {
  const lab = new LabPage(page, 'kubectl-apply');
  await lab.open(product.url, 3);
  const quiz = lab.question('Who does what?');
  const answer = quiz.getByRole('button', { name: 'Answer', exact: true });
  const partner = (name: string) => quiz.getByRole('combobox', { name });
  await expect(answer).toBeDisabled();
  for (let attempt = 1; attempt <= 3; attempt++) {
    await partner('you').selectOption('applies the manifest');
    await partner('API server').selectOption('calls the cloud and writes back');
    await partner('cloud controller').selectOption('validates, fills in defaults, stores');
    await partner('the OTC API').selectOption('makes ELB, EIP, listener and pool');
    await answer.click();
    await expect(quiz.getByText('It never talks to the cloud, and it does not act by itself.')).toBeVisible();
    if (attempt < 3) await quiz.getByRole('button', { name: 'Try again' }).click();
  }
  await noViolations(page);
  await quiz.getByRole('button', { name: 'Show the answer' }).click();
  await expect(quiz.getByText('The answer.', { exact: true })).toBeVisible();
  await expect(partner('API server').locator('option:checked')).toHaveText('validates, fills in defaults, stores');
  await noViolations(page);
});

test('choose the box, in the list', async ({ page, product }) => {
  const lab = new LabPage(page, 'packet-analysis');
  await lab.open(product.url, 3);
  const quiz = lab.question('At which box does that address disappear?');
  await quiz.getByRole('radio', { name: 'nginx pod', exact: true }).focus();
  await page.keyboard.press('Space');
  await lab.answer(quiz);
  await expect(quiz.getByText('Not quite.', { exact: true })).toBeVisible();
  await quiz.getByRole('button', { name: 'Try again' }).click();
  await quiz
    .getByRole('radio', { name: 'the client pod\u2019s node' })
    .or(quiz.getByRole('radio', { name: "the client pod's node" }))
    .check();
  await lab.answer(quiz);
  await lab.isRight(quiz);
});
