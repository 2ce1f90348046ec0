// Real clients against the embedded cluster. Without a kubectl it says so loudly, and in CI it fails.
import { spawnSync } from 'node:child_process';
import { kubectlBinary } from './kubectl-binary.js';

const kubectl = kubectlBinary();
if (!kubectl) process.exit(process.env.CI ? 1 : 0);
const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'test/clients/vitest.config.ts'], {
  stdio: 'inherit',
  env: { ...process.env, RABBITHOLE_KUBECTL: kubectl },
});
process.exit(status ?? 1);
