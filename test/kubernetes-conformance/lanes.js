// Several clusters side by side, a handful of tests at a time on each: the tests mostly wait.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readReport } from './specs.js';

const PRODUCT = fileURLToPath(new URL('../../bin/rabbithole.js', import.meta.url));
/** The suite takes a second to start, so not one at a time. */
const AT_A_TIME = 8;
const MINUTES_A_TEST = 6;

export async function runInLanes({ binary, kubectl, directory, tests, lanes, from = 1 }) {
  const waiting = [...tests];
  const results = [];
  const lane = async (number) => {
    const home = join(directory, `lane-${number}`);
    mkdirSync(home);
    const cluster = await startCluster(home);
    try {
      for (let batch = 1; waiting.length > 0; batch += 1) {
        const names = waiting.splice(0, AT_A_TIME);
        const reports = await runBatch({ binary, kubectl, home, batch, names });
        for (const report of reports) {
          results.push(report);
          console.log(
            `${report.state === 'passed' ? 'ok  ' : 'FAIL'} ${report.seconds.toFixed(0).padStart(4)} s  ${report.name}`,
          );
        }
      }
    } finally {
      cluster.kill('SIGTERM');
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, tests.length) }, (_, index) => lane(from + index)));
  return results;
}

async function startCluster(home) {
  const kubeconfig = join(home, 'kubeconfig');
  const log = openSync(join(home, 'cluster.log'), 'a');
  const child = spawn(process.execPath, [PRODUCT, 'cluster', 'up', '--nodes', '4', '--kubeconfig', kubeconfig], {
    stdio: ['ignore', 'pipe', log],
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => bytes.includes('ready in') && resolve());
    child.once('exit', (code) =>
      reject(new Error(`cluster up ended with ${code}: ${readFileSync(join(home, 'cluster.log'), 'utf8')}`)),
    );
  });
  child.removeAllListeners('exit');
  return child;
}

async function runBatch({ binary, kubectl, home, batch, names }) {
  const report = join(home, `batch-${batch}.json`);
  const log = openSync(join(home, `batch-${batch}.log`), 'a');
  const focus = names.map((name) => `^.*${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`).join('|');
  const child = spawn(
    binary,
    [
      `--kubeconfig=${join(home, 'kubeconfig')}`,
      '--provider=skeleton',
      `--kubectl-path=${kubectl}`,
      '--ginkgo.no-color',
      `--ginkgo.focus=${focus}`,
      `--ginkgo.json-report=${report}`,
      `--ginkgo.timeout=${MINUTES_A_TEST * names.length}m`,
    ],
    { cwd: home, stdio: ['ignore', log, log] },
  );
  await new Promise((resolve) => child.once('close', resolve));
  const seen = existsSync(report) ? readReport(report) : [];
  const missing = names.filter((name) => !seen.some((spec) => spec.name === name));
  return [
    ...seen,
    ...missing.map((name) => ({ name, state: 'missing', seconds: 0, message: 'the suite ended before it ran' })),
  ];
}
