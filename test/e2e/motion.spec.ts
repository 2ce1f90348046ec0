import { expect } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('with reduced motion nothing moves by itself, and the keys still walk the request', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  await lab.predict();
  await lab.type('curl http://10.100.1.13:32000/');
  await expect(lab.waybill.getByRole('listitem').first()).toBeVisible();
  const running = () =>
    page.evaluate<number>(`document.getAnimations().filter((a) => a.playState === 'running').length`);
  const ticket = () => page.locator('.traveller').evaluate((element) => element.outerHTML);
  await expect.poll(running).toBe(0);
  const still = await ticket();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  expect(await ticket()).toBe(still);
  expect(await running()).toBe(0);
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('[');
  await expect(lab.waybill.locator('[aria-current="step"]')).toHaveCount(1);
  expect(await ticket()).not.toBe(still);
});

test('the front page stands still, too', async ({ page, product }) => {
  await page.goto(product.url);
  const hero = page.locator('.hero-map .traveller');
  await expect(hero).toBeVisible();
  const still = await hero.evaluate((element) => element.outerHTML);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  expect(await hero.evaluate((element) => element.outerHTML)).toBe(still);
});
