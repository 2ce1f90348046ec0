import { runInChild } from './child.ts';
import { printTable, type Row } from './table.ts';

/** `npm run bench`: each measurement in a process of its own, on what `npm start` would run. Targets: docs/decisions. */
const rows: Row[] = [];
for (const measurement of ['ready', 'memory', 'requests']) {
  console.error(`measuring ${measurement} …`);
  rows.push(...(await runInChild(measurement)));
}
printTable(rows);
process.exitCode = rows.every((row) => row.reached !== false) ? 0 : 1;
