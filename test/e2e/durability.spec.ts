import { expect, test } from '@playwright/test';
import { LabPage, slug } from './lab-page.ts';
import { Product } from './product.ts';

test('progress survives kill -9, and the page finds its way back', async ({ page }) => {
  test.setTimeout(120_000);
  const product = await Product.start();
  try {
    const lab = new LabPage(page);
    await lab.open(product.url, 1);
    await lab.predict();
    await lab.applyFile(1, 'nodeport.yaml');
    await lab.passed();

    await product.kill();
    await expect(page.getByText(/^Reconnecting/).first()).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await product.run();
    await lab.ready();
    await lab.passed();

    await page.goto(product.url);
    const card = page.getByRole('region', { name: 'Continue' });
    await expect(card).toContainText('Down the rabbit hole');
    await card.getByRole('link', { name: 'Continue' }).click();
    await expect(page).toHaveURL(new RegExp(`/labs/${slug}`));
    await expect(page.getByRole('link', { name: /^Step 1, .*passed$/ })).toBeVisible();
  } finally {
    await product.stop();
  }
});
