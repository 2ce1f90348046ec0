import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskedOutput } from '../masked-output.ts';
import { createTestServer } from '../test-server.ts';

/** Asks this computer's wget the scripts of wget.json again: `node --import tsx shell/commands/wget/recorded/record.ts`. */
const PORT = 8099;
const file = new URL('wget.json', import.meta.url);
const scripts: string[] = JSON.parse(readFileSync(file, 'utf8')).map(({ script }: { script: string }) => script);

async function record(script: string): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), 'wget-'));
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: directory };
  const child = spawn('bash', ['-c', script], { cwd: directory, env: environment });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  rmSync(directory, { recursive: true, force: true });
  return { script, stdout: maskedOutput(stdout), stderr: maskedOutput(stderr), status };
}

const server = createTestServer().listen(PORT, '127.0.0.1');
const recorded: object[] = [];
for (const script of scripts) recorded.push(await record(script));
writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
server.close();
