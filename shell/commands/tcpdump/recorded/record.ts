import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES } from './cases.ts';

// What the real tcpdump prints: node --import tsx shell/commands/tcpdump/recorded/record.ts

const directory = mkdtempSync(join(tmpdir(), 'tcpdump-'));
for (const file of readdirSync(import.meta.dirname)) {
  if (file.endsWith('.pcap')) copyFileSync(join(import.meta.dirname, file), join(directory, file));
}
writeFileSync(join(directory, 'cases.txt'), 'this is no capture file, but it is long enough to be one\n');
const recorded = CASES.map((script) => {
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', `tcpdump ${script}`], {
    cwd: directory,
    env: { TZ: 'UTC', PATH: process.env['PATH'] ?? '' },
  });
  return { script, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1'), status: status ?? 1 };
});
writeFileSync(join(import.meta.dirname, 'recorded.json'), `${JSON.stringify(recorded, null, 1)}\n`);
