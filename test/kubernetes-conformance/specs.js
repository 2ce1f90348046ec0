// The suite's own list of tests and reports (ginkgo's JSON report).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Full names of all conformance tests, in the suite's order. */
export function conformanceTests(binary, directory) {
  const report = join(directory, 'list.json');
  const listing = spawnSync(
    binary,
    ['--provider=skeleton', '--ginkgo.dry-run', '--ginkgo.focus=\\[Conformance\\]', `--ginkgo.json-report=${report}`],
    { cwd: directory, stdio: 'ignore' },
  );
  if (listing.status !== 0) throw new Error(`${binary} could not list its tests`);
  return readReport(report).map(({ name }) => name);
}

/** What ran: `{name, state, seconds, message}`; state is ginkgo's: passed, failed, timedout, interrupted, panicked. */
export function readReport(file) {
  const suites = JSON.parse(readFileSync(file, 'utf8'));
  return suites
    .flatMap((suite) => suite.SpecReports ?? [])
    .filter((spec) => spec.LeafNodeType === 'It' && spec.State !== 'skipped' && spec.State !== 'pending')
    .map((spec) => ({
      name: [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText].join(' '),
      state: spec.State,
      seconds: spec.RunTime / 1e9,
      message: spec.Failure?.Message ?? '',
    }));
}
