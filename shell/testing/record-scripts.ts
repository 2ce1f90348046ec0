import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs every script with this computer's bash 5, each in an empty directory that is told as the learner's home, and
 * writes what it said to `file` (RecordedScript[]).
 */
export function recordScripts(scripts: readonly string[], file: URL): void {
  const recorded = scripts.map((script) => {
    const directory = mkdtempSync(join(tmpdir(), 'recorded-'));
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash'], {
      encoding: 'utf8',
      input: '',
      cwd: directory,
      env: { PATH: process.env['PATH'], HOME: directory, LANG: 'C.UTF-8', TZ: 'UTC' },
    });
    rmSync(directory, { recursive: true, force: true });
    const atHome = (text: string) => text.replaceAll(directory, '/home/learner');
    return { script, stdout: atHome(stdout), stderr: atHome(stderr), status };
  });
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
}
