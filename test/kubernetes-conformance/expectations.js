// expectations.txt: the tests that do not pass, each with its reason on the line above. All others must pass.
import { readFileSync } from 'node:fs';

/** Map from test name to reason. Throws when a name stands there without one. */
export function readExpectations(file) {
  const expected = new Map();
  let reason = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith('#')) reason = line.slice(1).trim();
    else if (reason === '') throw new Error(`${file}: no reason (a line "# …") stands above ${line}`);
    else expected.set(line.trim(), reason);
  }
  return expected;
}

/** Lines to print and the counts; an unexpected pass is a failure, and so is an entry that names no test. */
export function judge(results, expected, allTests) {
  const complaints = [];
  const known = new Set(allTests);
  for (const name of expected.keys()) if (!known.has(name)) complaints.push(`no such test: ${name}`);
  let passed = 0;
  let failedAsExpected = 0;
  for (const { name, state, message } of results) {
    const wanted = !expected.has(name);
    if (state === 'passed') passed += 1;
    if (state === 'passed' && !wanted) complaints.push(`passes, take it out of the expectations: ${name}`);
    if (state !== 'passed' && wanted)
      complaints.push(`${state}: ${name}\n    ${message.split('\n').slice(0, 6).join('\n    ')}`);
    if (state !== 'passed' && !wanted) failedAsExpected += 1;
  }
  return { complaints, passed, failedAsExpected };
}
