import { expect } from '@playwright/test';
import { fileOf, LabPage } from './lab-page.ts';
import { test } from './product.ts';

test('the first step with the keyboard alone', async ({ page, product }) => {
  test.setTimeout(120_000);
  const lab = new LabPage(page);
  await lab.open(product.url, 1);

  await test.step('F6 goes round all panes', async () => {
    const names: string[] = [];
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('F6');
      names.push(await page.evaluate<string>(`document.activeElement?.closest('[id^="pane-"], #main')?.id ?? ''`));
    }
    expect(names).toEqual(['main', 'pane-checks', 'pane-map', 'pane-waybill', 'pane-terminal']);
    await page.keyboard.press('F6');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  });

  await test.step('predict', async () => {
    const option = page.getByRole('group', { name: 'Prediction' }).getByRole('radio').first();
    await option.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Your prediction is kept.')).toBeVisible();
  });

  await test.step('write the file in the editor and leave it again', async () => {
    await lab.text.getByRole('button', { name: 'Open in the editor' }).focus();
    await page.keyboard.press('Enter');
    const editor = page.getByRole('textbox', { name: /^Text of .*nodeport/ });
    await expect(editor).toBeEnabled();
    await editor.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(fileOf(1));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(editor).not.toBeFocused();
    const apply = lab.terminal.getByRole('button', { name: 'Apply' });
    await apply.focus();
    await page.keyboard.press('Enter');
    await lab.passed();
  });

  await test.step('r runs, [ and ] walk the request, ? lists the keys', async () => {
    const run = lab.text.getByRole('button', { name: /^Run in terminal 1: curl/ });
    await run.focus();
    await page.keyboard.press('r');
    const current = lab.waybill.locator('[aria-current="step"]');
    await expect(current).toHaveCount(1);
    await page.getByRole('heading', { level: 1 }).focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press('[');
    await expect(lab.waybill.getByRole('listitem').first().getByRole('button')).toHaveAttribute('aria-current', 'step');
    await page.keyboard.press(']');
    await expect(lab.waybill.getByRole('listitem').nth(1).getByRole('button')).toHaveAttribute('aria-current', 'step');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
  });

  await test.step('on the map the arrows follow the path, Enter pins a card', async () => {
    await page.keyboard.press('Control+Shift+Digit3');
    await expect(page.getByRole('button', { name: /^You, 203\.0\.113\.10/ })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('button', { name: /^node4, 10\.100\.1\.13/ })).toBeFocused();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog', { name: /node4/ });
    await expect(card).toContainText('KUBE-');
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
  });

  await test.step('t shows the same as text, n goes to the next step', async () => {
    await page.keyboard.press('t');
    await expect(page.getByRole('tabpanel', { name: 'As text' })).toContainText('node4 received the request as');
    await page.keyboard.press('m');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('n');
    await expect(page).toHaveURL(/step=2/);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  });
});
