import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { benchLab } from './bench-lab.ts';
import { endWithParent, report } from './child.ts';
import { percentile, type Row } from './table.ts';
import { BenchTerminal } from './terminals/bench-terminal.ts';
import { HOSTILE_LINES } from './terminals/hostile-lines.ts';

const TERMINALS = 100;
const QUIET_MS = 12_000;
const HOSTILE_MS = 5_000;
/** A quick typist's keys, and the look at what came of them. */
const KEY_MS = 120;
const LOOK_MS = 2_000;
const LINE = 'kubectl get pods';
const ECHO_P95_MS = 20;
const KUBECTL_P50_MS = 10;
const INTERRUPT_MS = 200;
/** Under a hostile neighbour everybody's p95 stays under this many times its quiet figure. */
const NEIGHBOUR = 2;

interface Latencies {
  readonly echo: number[];
  readonly kubectl: number[];
}

const random = new SeededRandom(1);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms * (0.5 + random.next())));

let latencies: Latencies = { echo: [], kubectl: [] };
let typing = true;

async function typeForEver(terminal: BenchTerminal): Promise<void> {
  await pause(LOOK_MS);
  while (typing) {
    for (const key of LINE) {
      latencies.echo.push(await terminal.echo(key));
      await pause(KEY_MS);
    }
    latencies.kubectl.push(await terminal.enter());
    await pause(LOOK_MS);
  }
}

async function during(ms: number): Promise<Latencies> {
  const measured: Latencies = { echo: [], kubectl: [] };
  latencies = measured;
  await new Promise((resolve) => setTimeout(resolve, ms));
  latencies = { echo: [], kubectl: [] };
  return measured;
}

const p95 = (values: readonly number[]) => percentile(values, 0.95);
const inMs = (value: number) => `${value.toFixed(1)} ms`;

function quietRows({ echo, kubectl }: Latencies): Row[] {
  const [echoP95, kubectlP50] = [p95(echo), percentile(kubectl, 0.5)];
  return [
    {
      what: `keystroke echo of ${TERMINALS} active terminals, p95`,
      measured: inMs(echoP95),
      target: `< ${ECHO_P95_MS} ms`,
      reached: echoP95 < ECHO_P95_MS,
    },
    {
      what: 'kubectl get pods in one of them, p50',
      measured: inMs(kubectlP50),
      target: `< ${KUBECTL_P50_MS} ms`,
      reached: kubectlP50 < KUBECTL_P50_MS,
    },
    { what: '  the same, p95', measured: inMs(p95(kubectl)), target: '', reached: null },
  ];
}

async function hostileRow(terminal: BenchTerminal, line: string, quiet: Latencies): Promise<Row> {
  const shown = line.length > 48 ? `${line.slice(0, 47)}…` : line;
  console.error(`  beside ${shown}`);
  await terminal.echo(' ');
  terminal.send(`${line}\r`);
  await pause(500);
  const measured = await during(HOSTILE_MS);
  const interrupted = await terminal.interrupt();
  const echo = p95(measured.echo) / p95(quiet.echo);
  const kubectl = p95(measured.kubectl) / p95(quiet.kubectl);
  return {
    what: `beside ${shown}`,
    measured: `echo × ${echo.toFixed(2)}, kubectl × ${kubectl.toFixed(2)}, Ctrl-C ${Math.round(interrupted)} ms`,
    target: `< × ${NEIGHBOUR}, < ${INTERRUPT_MS} ms`,
    reached: echo < NEIGHBOUR && kubectl < NEIGHBOUR && interrupted < INTERRUPT_MS,
  };
}

const product = fork(fileURLToPath(new URL('./terminals/served-product.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
endWithParent(() => product.kill());
const address = await new Promise<string>((resolve) => product.once('message', (sent) => resolve(String(sent))));
const lab = benchLab().slug;
const hostile = await BenchTerminal.open(address, lab);
const terminals: BenchTerminal[] = [];
while (terminals.length < TERMINALS) terminals.push(await BenchTerminal.open(address, lab));
const typists = terminals.map(typeForEver);
// The optimising compiler has seen it all.
await during(QUIET_MS);
const quiet = await during(QUIET_MS);
const rows = quietRows(quiet);
for (const line of HOSTILE_LINES) rows.push(await hostileRow(hostile, line, quiet));
typing = false;
await Promise.all(typists);
for (const terminal of [hostile, ...terminals]) terminal.close();
product.disconnect();
report(rows);
