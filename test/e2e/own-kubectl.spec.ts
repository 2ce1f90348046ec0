import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { kubectlBinary } from '../clients/kubectl-binary.js';
import { LabPage } from './lab-page.ts';
import { test } from './product.ts';

const execute = promisify(execFile);
const kubectl = kubectlBinary();

test('the kubeconfig of the session serves one’s own kubectl while the page is open', async ({ page, product }) => {
  test.skip(kubectl === undefined, 'no kubectl and no Go to build it');
  const lab = new LabPage(page);
  await lab.open(product.url, 1);
  await page.getByRole('button', { name: 'Own kubectl' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own tools' });
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download kubeconfig' }).click();
  const file = await (await downloading).path();
  await dialog.getByRole('button', { name: 'Close' }).click();

  const own = async (...args: string[]) => (await execute(kubectl!, ['--kubeconfig', file, ...args])).stdout;
  expect(await own('get', 'nodes', '-o', 'name')).toBe('node/node1\nnode/node2\nnode/node3\nnode/node4\n');
  await own('create', 'deployment', 'mine', '--image=nginx:1.27', '--replicas=2');
  expect(await own('rollout', 'status', 'deployment/mine')).toContain('successfully rolled out');
  expect(await own('exec', 'deployment/mine', '--', 'sh', '-c', 'echo inside; hostname')).toMatch(/^inside\nmine-/);

  // What was done outside is there in the terminal of the page.
  await lab.type('kubectl get deployment mine -o jsonpath={.status.readyReplicas}; echo " replicas are ready"');
  await expect(lab.screen()).toContainText('2 replicas are ready');

  const forward = spawn(kubectl!, ['--kubeconfig', file, 'port-forward', 'deployment/mine', ':80']);
  const [line] = (await once(forward.stdout, 'data')) as [Buffer];
  const port = /127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1];
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Welcome to nginx!')]);
  forward.kill();
});
