import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { LabPage, labFile } from './lab-page.ts';
import { test } from './product.ts';

const slug = 'troubleshooting-1';
const cases = fileURLToPath(new URL('../../labs/11-troubleshooting-1/cases/', import.meta.url));

/** The folder of the case with this title, and the field that is wrong in it. */
function caseCalled(title: string): { folder: string; field: string } {
  for (const name of readdirSync(cases)) {
    const text = labFile(slug, `cases/${name}/step.md`);
    const field = /^key: \["([^"]+)"/m.exec(text)?.[1];
    if (text.includes(`title: ${title}\n`) && field) return { folder: `cases/${name}`, field };
  }
  throw new Error(`no case is called ${title}`);
}

test('a case on rails, then one that was drawn', async ({ page, product }) => {
  test.setTimeout(180_000);
  const lab = new LabPage(page, slug);
  await lab.open(product.url, 2);

  await test.step('nothing is broken before the step is reached', async () => {
    await expect(lab.text).toContainText('This step begins when you have passed the ones before it.');
    await lab.text.getByRole('link', { name: 'step 1, The method' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The method');
    await lab.answerQuiz(page.getByRole('group', { name: 'Question' }));
  });

  await test.step('on rails', async () => {
    await lab.goTo(2);
    await expect(lab.text).toContainText('We changed nothing but a name.');
    await lab.run(/^Run in terminal 1: curl/);
    await expect(lab.waybill.getByRole('listitem').last()).toContainText('refused at node1');
    await expect(lab.screen()).toContainText('exit 7 after 0.');
    const [symptom, box, field] = await page.getByRole('group', { name: 'Question' }).all();
    await lab.answerQuiz(symptom!);
    await page.getByRole('button', { name: /^node1, / }).click();
    await expect(box!.getByRole('radio', { name: 'node1' })).toBeChecked();
    await lab.answer(box!);
    await lab.isRight(box!);
    await field!.getByRole('textbox').fill('Service/web spec.selector');
    await lab.answer(field!);
    await lab.isRight(field!);
    await page.getByRole('group', { name: 'Prediction' }).getByRole('textbox').fill('3');
    await page.getByRole('button', { name: 'Keep my prediction' }).click();
    await lab.run(/^Run in terminal 1: kubectl patch/);
    await lab.passed();
    await expect(page.getByRole('group', { name: 'Prediction' })).toContainText('You said 3, your cluster shows 0.');
  });

  await test.step('a drawn case', async () => {
    await lab.goTo(3);
    const { folder, field } = caseCalled(await page.getByRole('heading', { level: 1 }).innerText());
    await expect(page.getByRole('blockquote').first()).toBeVisible();
    const questions = page.getByRole('group', { name: 'Question' });
    await lab.answerQuiz(questions.nth(0));
    await lab.answerQuiz(questions.nth(1));
    await lab.answerQuiz(questions.nth(2), field);
    await lab.predict();
    await lab.typeAll(labFile(slug, `${folder}/solution.sh`));
    await lab.passed();
  });
});
