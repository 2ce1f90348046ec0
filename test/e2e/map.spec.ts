import { expect } from '@playwright/test';
import { LabPage, slug } from './lab-page.ts';
import { test } from './product.ts';

test('a refused request and a time-out say where they ended and by which rule', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 2);
  await lab.predict();

  await test.step('no targets: the load balancer refuses', async () => {
    await lab.type('curl http://34.123.45.67/');
    await expect(lab.waybill.getByRole('listitem').last()).toContainText('refused at lb-red');
    await expect(lab.waybill.getByRole('listitem').last()).toContainText('no targets');
  });

  await test.step('policy Local without a pod: the node drops, and no answer comes', async () => {
    await lab.solve(1);
    await lab.type(
      `kubectl patch service ingress-nginx-controller -n ingress-nginx -p '{"spec":{"externalTrafficPolicy":"Local"}}'`,
    );
    await lab.type('curl -m 1 http://10.100.1.12:32000/');
    await expect(lab.screen()).toContainText('timed out');
    const newer = lab.waybill.getByRole('button', { name: /newer$/ });
    const last = lab.waybill.getByRole('listitem').last();
    await expect(
      last
        .or(newer)
        .filter({ hasText: /timed out at node3|newer/ })
        .first(),
    ).toBeVisible();
    if (await newer.isVisible()) await newer.click();
    await expect(last).toContainText('timed out at node3');
    await expect(page.getByRole('button', { name: /^node3, .*nobody here: drop/ })).toBeAttached();
  });
});

test('the text says what the waybill says, address by address', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  await lab.predict();
  await lab.solve(1);
  await lab.type('curl http://10.100.1.13:32000/');
  await expect(lab.waybill).toContainText('404 by ingress-nginx');
  const addresses = async (text: string): Promise<Set<string>> => new Set(text.match(/\d+\.\d+\.\d+\.\d+:\d+/g) ?? []);
  const onWaybill = await addresses((await lab.waybill.innerText()).replaceAll('\n', ' '));
  await page.getByRole('tab', { name: 'As text' }).click();
  const panel = page.getByRole('tabpanel', { name: 'As text' });
  const asText = await addresses(await panel.innerText());
  expect(onWaybill.size).toBe(4);
  for (const address of onWaybill) expect(asText).toContain(address);
  const inTerminal = lab.screen();
  await lab.type('clear; hops http://10.100.1.13:32000/');
  await expect(inTerminal).toContainText('2 hops');
  await expect(panel).toContainText('node4 received the request as');
});

test('a request and its hop can be sent as a link', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 3);
  await lab.predict();
  await lab.type('curl http://34.123.45.67/');
  await expect(lab.waybill.getByRole('listitem')).toHaveCount(2);
  await lab.waybill.getByRole('listitem').first().getByRole('button').click();
  await expect(page).toHaveURL(/request=1&hop=0/);
  await page.goto(`${product.url}/labs/${slug}?step=3&request=1&hop=0`);
  await expect(lab.waybill.getByRole('listitem').first().getByRole('button')).toHaveAttribute('aria-current', 'step');
});

/** An expression of the page: how much of the terminal's pane its lines leave free, in pixels. */
const free = `(() => {
  const pane = document.querySelector('[data-terminal="1"]').getBoundingClientRect();
  const screen = document.querySelector('[data-terminal="1"] .xterm-screen').getBoundingClientRect();
  return { under: pane.bottom - screen.bottom, beside: pane.right - screen.right };
})()`;

test('the terminal fills its pane, and the dividers obey the keys', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  const filled = () =>
    expect
      .poll(async () => {
        const { under, beside } = await page.evaluate<{ under: number; beside: number }>(free);
        return under >= 0 && under < 24 && beside >= 0 && beside < 32;
      })
      .toBe(true);
  await filled();
  const height = page.getByRole('separator', { name: 'Height of the terminal' });
  await height.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp');
  await filled();
  await expect(height).toHaveAttribute('aria-valuenow', '332');
  await page.keyboard.press('Enter');
  await expect(height).toHaveAttribute('aria-valuetext', 'collapsed');
  await page.keyboard.press('Enter');
  await filled();
  const width = page.getByRole('separator', { name: 'Width of the instructions' });
  await width.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
  await filled();
  await page.getByRole('button', { name: 'Show instructions' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await filled();
});
