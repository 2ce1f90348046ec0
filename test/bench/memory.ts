import type { HostedCluster } from '../../server/drivers/embedded/hosted-cluster.ts';
import { benchLab, startHere } from './bench-lab.ts';
import { report } from './child.ts';

const FIRST = 10;
const LAST = 60;
const TARGET_MIB = 8;
const MIB = 1024 * 1024;

const lab = benchLab();
const sessions: HostedCluster[] = [];

/** As a worker holds it: the cluster in its start state and a terminal with its prompt. */
async function startSession(seed: number): Promise<void> {
  const cluster = await startHere(lab, seed);
  const terminal = await cluster.openTerminal({ columns: 100, rows: 30 });
  await terminal.read();
  sessions.push(cluster);
}

async function used(): Promise<{ heap: number; resident: number }> {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, resident: rss };
}

while (sessions.length < FIRST) await startSession(sessions.length);
const before = await used();
while (sessions.length < LAST) await startSession(sessions.length);
const after = await used();

const perSession = (from: number, to: number) => (to - from) / (LAST - FIRST) / MIB;
const heap = perSession(before.heap, after.heap);
const resident = perSession(before.resident, after.resident);
report([
  {
    what: 'heap of a session',
    measured: `${heap.toFixed(2)} MiB`,
    target: `< ${TARGET_MIB} MiB`,
    reached: heap < TARGET_MIB,
  },
  {
    what: 'resident memory of a session',
    measured: `${resident.toFixed(2)} MiB`,
    target: `< ${TARGET_MIB} MiB`,
    reached: resident < TARGET_MIB,
  },
]);
