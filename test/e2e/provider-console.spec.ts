import { expect } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

test('load balancers are seen and changed in the provider’s console', async ({ page, product }) => {
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  await page.getByRole('button', { name: 'Provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Provider console' });
  const balancer = dialog.getByRole('region', { name: 'lb-red' });
  await expect(balancer).toContainText('34.123.45.67');
  await expect(balancer).toContainText('No targets: every connection is refused.');

  // Nobody listens on node3's port 32000 yet.
  await balancer.getByRole('textbox', { name: 'New target' }).fill('node3:32000');
  await balancer.getByRole('button', { name: 'Add', exact: true }).click();
  const row = balancer.getByRole('row', { name: /^node3:32000/ });
  await expect(row).toContainText('unhealthy: connection refused');

  await balancer.getByRole('textbox', { name: 'New target' }).fill('node9:32000');
  await balancer.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText('There is no node "node9". Nodes: node1, node2, node3, node4.');

  await balancer.getByRole('button', { name: 'Switch health check off' }).click();
  await expect(row).toContainText('not asked');
  await balancer.getByRole('button', { name: 'Remove node3:32000' }).click();
  await expect(row).toHaveCount(0);
  await balancer.getByRole('button', { name: 'Release address' }).click();
  await expect(balancer).toContainText('none');
  await balancer.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog).toContainText('There are no load balancers.');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.type('lb list');
  await expect(lab.screen()).toContainText('There are no load balancers.');
});
