import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Database } from './database.ts';

const learner = (id: string) => ({ sql: 'INSERT INTO learners (id, created_at) VALUES (?, ?)', parameters: [id, 1] });

test('a write that fails is undone as a whole and does not harm its neighbours', async () => {
  const database = new Database({ folder: null });
  const results = await Promise.allSettled([
    database.write([learner('a')]),
    database.write([learner('b'), { sql: 'INSERT INTO nothing VALUES (1)', parameters: [] }]),
    database.write([learner('c')]),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await database.read('SELECT id FROM learners ORDER BY id')).toEqual([{ id: 'a' }, { id: 'c' }]);
  await database.close();
  await expect(database.read('SELECT 1')).rejects.toThrow('closed');
});

test('what was acknowledged is still there after the process was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rabbithole-database-'));
  const script = fileURLToPath(new URL('../testing/endless-writer.js', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= 20) child.kill('SIGKILL');
  }
  const database = new Database({ folder });
  const rows = await database.read('SELECT count(*) AS written FROM learners');
  expect(rows[0]?.['written']).toBeGreaterThanOrEqual(acknowledged);
  await database.close();
});
