import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

const widths = [1440, 1024, 800, 390] as const;
const themes = ['light', 'dark'] as const;

/** An expression of the page: whether nothing scrolls sideways. */
const fits = 'document.documentElement.scrollWidth <= window.innerWidth';

/** Names the rule, the element and what is wrong, so that a failure can be read. */
async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

for (const theme of themes)
  for (const width of widths) {
    test(`catalogue, ${theme}, ${width} px`, async ({ page, product }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(product.url);
      await expect(page.getByRole('heading', { name: 'The course' })).toBeVisible();
      await expect(page.getByRole('link', { name: /Down the rabbit hole/ }).first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(fits)).toBe(true);
    });

    test(`lab with a request, ${theme}, ${width} px`, async ({ page, product }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const lab = new LabPage(page);
      await lab.open(product.url, 1);
      await lab.predict();
      await lab.type('curl http://10.100.1.13:32000/');
      await expect(lab.waybill.getByRole('listitem').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto(`${product.url}/labs/down-the-rabbit-hole?step=3&view=text`);
      await expect(page.getByRole('tabpanel', { name: 'As text' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(fits)).toBe(true);
    });
  }
