import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bench-lab.ts';
import type { ApiServerUnderTest } from './api-server-under-test.ts';

/** `npx rabbithole cluster up` in a process of its own. */
export async function startEmbedded(): Promise<ApiServerUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'rabbithole-bench-'));
  const file = join(directory, 'kubeconfig');
  const child = spawn(process.execPath, [join(root, 'bin/rabbithole.js'), 'cluster', 'up', '--kubeconfig', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => bytes.includes('ready in') && resolve());
    child.once('exit', (code) => reject(new Error(`cluster up ended with ${code}`)));
  });
  const config = readFileSync(file, 'utf8');
  return {
    name: 'embedded',
    port: Number(/127\.0\.0\.1:(\d+)/.exec(config)?.[1]),
    token: /token: "?([^"\s]+)/.exec(config)?.[1] ?? '',
    hasNodes: true,
    stop: () => {
      child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
