import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { CASES } from './cases.ts';

/** Runs every case on this computer's bash 5 and writes what it said: `node --import tsx record.ts`. */
const recorded = CASES.map((script) => {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash'], {
    encoding: 'utf8',
    input: '',
    env: { PATH: process.env['PATH'], HOME: '/home/learner', LANG: 'C.UTF-8' },
  });
  return { script, stdout, stderr, status };
});
writeFileSync(new URL('recorded.json', import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`);
