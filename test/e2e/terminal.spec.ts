import { expect, type Page } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

const screenOf = (page: Page, number = 1) => page.locator(`[data-terminal="${number}"] .xterm-rows`);

test('a terminal keeps its screen, finds text, shows several shells and one size on two pages', async ({
  page,
  product,
  context,
}) => {
  test.setTimeout(150_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const lab = new LabPage(page);
  await lab.open(product.url, 1);

  await test.step('vim comes back after a reload, with the cursor and what was before it', async () => {
    await lab.type('seq 1 200');
    await expect(lab.screen()).toContainText('200');
    await lab.type('vim notes');
    await expect(lab.screen()).toContainText('"notes" [New]');
    await page.keyboard.type('ihello from vim');
    await expect(lab.screen()).toContainText('hello from vim');
    await page.reload();
    await lab.terminal.scrollIntoViewIfNeeded();
    await expect(lab.screen()).toContainText('hello from vim', { timeout: 30_000 });
    await expect(lab.screen()).toContainText('-- INSERT --');
    await page.getByRole('textbox', { name: 'Terminal 1' }).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.type(':wq\n');
    await expect(lab.screen()).toContainText('200');
    await lab.type('cat notes');
    await expect(lab.screen()).toContainText('hello from vim');
  });

  await test.step('the find bar finds what has scrolled away', async () => {
    await page.getByRole('textbox', { name: 'Terminal 1' }).focus();
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('searchbox', { name: 'Find' }).fill('57');
    await expect(page.getByRole('search').getByRole('status')).toHaveText('2 of 2');
    await expect(lab.screen()).toContainText('157');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('search')).toBeHidden();
    await expect(page.getByRole('textbox', { name: 'Terminal 1' })).toBeFocused();
  });

  await test.step('copy and paste, also of several lines at once', async () => {
    await page.evaluate(`navigator.clipboard.writeText('echo one-$((1+1))\\necho two-$((2+2))')`);
    await page.getByRole('textbox', { name: 'Terminal 1' }).focus();
    await page.keyboard.press('Control+Shift+V');
    await expect(lab.screen()).toContainText('echo two-$((2+2))');
    await expect(lab.screen()).not.toContainText('one-2');
    await page.keyboard.press('Enter');
    await expect(lab.screen()).toContainText('two-4');
  });

  await test.step('a second terminal is another shell', async () => {
    await lab.terminal.getByRole('button', { name: 'New terminal' }).click();
    await expect(screenOf(page, 2)).toContainText('$ ', { timeout: 15_000 });
    await page.getByRole('textbox', { name: 'Terminal 2' }).focus();
    await page.keyboard.type('tty; stty size\n');
    await expect(screenOf(page, 2)).toContainText('/dev/pts/');
    await lab.terminal.getByRole('tab', { name: /Terminal 1/ }).click();
  });

  await test.step('a second page shows the same at the smaller size', async () => {
    const other = await context.newPage();
    await other.setViewportSize({ width: 1000, height: 700 });
    const there = new LabPage(other);
    await there.open(product.url, 1);
    await there.type('echo from the other page; stty size');
    await expect(lab.screen()).toContainText('from the other page');
    const size = /page\s+.*?(\d+ \d+)/s;
    const told = size.exec((await there.screen().textContent()) ?? '')?.[1];
    expect(size.exec((await lab.screen().textContent()) ?? '')?.[1]).toBe(told);
    await other.close();
  });
});
