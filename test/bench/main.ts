import { runInChild } from './child.ts';
import { printTable, type Row } from './table.ts';

/** `npm run bench`: each measurement in a process of its own, on what `npm start` would run. Targets: docs/decisions. */
const rows: Row[] = [];
const chosen = process.argv.slice(2);
const measurementFiles = ['ready', 'memory', 'requests', 'services', 'terminals', 'beside-kubernetes'];
for (const measurement of chosen.length > 0 ? chosen : measurementFiles) {
  console.error(`measuring ${measurement} …`);
  try {
    rows.push(...(await runInChild(measurement)));
  } catch (error) {
    rows.push({ what: measurement, measured: String(error), target: '', reached: false });
  }
}
printTable(rows);
process.exitCode = rows.every((row) => row.reached !== false) ? 0 : 1;
