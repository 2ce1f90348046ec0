import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedScript } from '../../../shell/testing/recorded-scripts.ts';
import { CASES } from './cases.ts';
import { masked } from './masked.ts';
import { createTestCertificates, type TestCertificates } from './test-certificates.ts';
import { servers } from './web-server.ts';

/**
 * Asks this computer's tools, in a network namespace of their own so that ports and addresses are free:
 * `unshare -n sh -c 'ip link set lo up; node --import tsx test/unit/network-tools/record.ts [SUBJECT]...'`
 */
const certificates = await createTestCertificates();
for (const [port, accept] of servers(certificates)) {
  await new Promise<void>((resolve) =>
    createServer({ allowHalfOpen: false }, accept).listen(port, '127.0.0.1', resolve),
  );
}
const wanted = process.argv.slice(2);
for (const [subject, scripts] of Object.entries(CASES)) {
  if (wanted.length > 0 && !wanted.includes(subject)) continue;
  const recorded: RecordedScript[] = [];
  for (const script of scripts) recorded.push(await record(script, certificates));
  writeFileSync(new URL(`recorded/${subject}.json`, import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`);
}
process.exit(0);

async function record(script: string, { authority, certificate, key }: TestCertificates): Promise<RecordedScript> {
  const directory = mkdtempSync(join(tmpdir(), 'recorded-'));
  for (const [name, content] of Object.entries({ 'ca.crt': authority, 'server.crt': certificate, 'server.key': key })) {
    writeFileSync(join(directory, name), content);
  }
  const running = spawn('bash', ['-c', script, 'bash'], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, LANG: 'C.UTF-8', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  let [stdout, stderr] = ['', ''];
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  running.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve) => running.on('close', resolve));
  rmSync(directory, { recursive: true, force: true });
  const atHome = (text: string) => masked(text.replaceAll(directory, '/home/learner'));
  return { script, stdout: atHome(stdout), stderr: atHome(stderr), status };
}
