// Plain JavaScript, run by `npm run test:e2e`: finds Chromium, then runs the specs against a product of their own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const candidates = [process.env.PLAYWRIGHT_CHROMIUM, '/usr/bin/chromium', chromium.executablePath()];
const found = candidates.find((path) => path && existsSync(path));

if (!found) {
  console.error(
    `test:e2e ${process.env.CI ? 'FAILED' : 'SKIPPED'}: no Chromium found. Install one (apt-get install chromium, or npx playwright install chromium), or name it in PLAYWRIGHT_CHROMIUM.`,
  );
  process.exit(process.env.CI ? 1 : 0);
}

// The page must be the one of these sources.
const build = spawnSync('npx', ['vite', 'build', 'web', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

const run = spawnSync(
  'npx',
  ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_CHROMIUM: found },
  },
);
process.exit(run.status ?? 1);
