import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BashResult, runBash } from '../../testing/run-bash.ts';
import { generateScript } from './generate-script.ts';

/**
 * Compares generated scripts with this computer's bash 5.2 and shows where they differ:
 * `node --import tsx shell/interpreter/differential/fuzz.ts [--seed 1] [--count 1000]`.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string' } } });
const first = Number(values.seed ?? 1);
const count = Number(values.count ?? 1000);
const AT_ONCE = 4;
/** A script that runs for longer has a loop that the generator did not mean. */
const TIME_LIMIT_MS = 5000;

async function runReal(script: string): Promise<BashResult> {
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const environment = { PATH: process.env['PATH'], HOME: directory, LANG: 'C.UTF-8', TZ: 'UTC' };
  const options = { cwd: directory, env: environment, timeout: TIME_LIMIT_MS } as const;
  const child = spawn('bash', ['-c', script, 'bash'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts[0] += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts[1] += text;
  });
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  rmSync(directory, { recursive: true, force: true });
  const [stdout = '', stderr = ''] = texts.map((text) => text.replaceAll(directory, '/home/learner'));
  return { stdout, stderr, status };
}

let equal = 0;
let next = first;

async function compare(): Promise<void> {
  while (next < first + count) {
    const seed = next++;
    const script = generateScript(seed);
    const [real, ours] = await Promise.all([runReal(script), runBash(script)]);
    if (JSON.stringify(real) === JSON.stringify(ours)) equal++;
    else
      console.log(
        `--- seed ${seed}\n${script}\n--- bash: ${JSON.stringify(real)}\n--- ours: ${JSON.stringify(ours)}\n`,
      );
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, compare));
console.log(`${equal} of ${count} equal`);
process.exitCode = equal === count ? 0 : 1;
