// Writes learners one after the other and prints how many were acknowledged, until it is killed.
import { register } from 'tsx/esm/api';

register();
const { Database } = await import('../database/database.ts');
const database = new Database({ folder: process.argv[2] ?? null });
for (let count = 1; ; count++) {
  await database.write([
    { sql: 'INSERT INTO learners (id, created_at) VALUES (?, ?)', parameters: [String(count), count] },
  ]);
  console.log(count);
}
