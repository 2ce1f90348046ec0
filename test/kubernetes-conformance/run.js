// The official Kubernetes conformance tests against embedded clusters: see README.md for the options.
// Tests that are expected to fail wait for minutes for what will not come: they run with --all.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kubectlBinary } from '../clients/kubectl-binary.js';
import { judge, readExpectations } from './expectations.js';
import { runInLanes } from './lanes.js';
import { conformanceTests } from './specs.js';
import { suiteBinary } from './suite-binary.js';

const MOST_RETRIES = 10;
const EXPECTATIONS = fileURLToPath(new URL('./expectations.txt', import.meta.url));

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    focus: { type: 'string', default: '' },
    lanes: { type: 'string', default: String(Math.max(4, cpus().length * 2)) },
    list: { type: 'boolean', default: false },
    names: { type: 'string', default: '' },
    results: { type: 'string', default: '' },
  },
});

const binary = suiteBinary();
const kubectl = kubectlBinary();
if (!binary || !kubectl) process.exit(process.env.CI ? 1 : 0);
const directory = mkdtempSync(join(tmpdir(), 'rabbithole-conformance-'));
const expected = readExpectations(EXPECTATIONS);
const all = conformanceTests(binary, directory);
const named = values.names && new Set(readFileSync(values.names, 'utf8').split('\n'));
const chosen = all.filter(
  (name) =>
    (!named || named.has(name)) &&
    name.includes(values.focus) &&
    (values.all || values.focus || named || !expected.has(name)),
);
if (values.list) {
  for (const name of chosen) console.log(name);
  process.exit(0);
}
console.log(`${chosen.length} of ${all.length} conformance tests, logs in ${directory}`);
const lanes = Number(values.lanes);
const results = await runInLanes({ binary, kubectl, directory, tests: chosen, lanes });
if (values.results) writeFileSync(values.results, JSON.stringify(results, null, 1));
// A machine that is too busy for eight clusters fails tests by their time limits: those get one more chance, alone, and are named.
const again = results.filter(({ name, state }) => state !== 'passed' && !expected.has(name)).map(({ name }) => name);
if (again.length > 0 && again.length <= MOST_RETRIES) {
  console.log(`again, alone: ${again.length}`);
  for (const retried of await runInLanes({ binary, kubectl, directory, tests: again, lanes: 1, from: lanes + 1 })) {
    results.splice(
      results.findIndex(({ name }) => name === retried.name),
      1,
      retried,
    );
  }
}
const { complaints, passed, failedAsExpected } = judge(results, expected, all);
for (const complaint of complaints) console.log(complaint);
const notRun = all.length - results.length;
console.log(
  `${passed} of ${all.length} conformance tests pass; ${failedAsExpected} fail as expected, ${notRun} did not run`,
);
console.log(`Tests  ${complaints.length} failed | ${passed} passed (${results.length})`);
process.exit(complaints.length === 0 ? 0 : 1);
