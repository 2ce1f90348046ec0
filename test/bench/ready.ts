import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { parse } from 'yaml';
import { readConfig } from '../../server/config.ts';
import { startServer } from '../../server/main.ts';
import { benchLab, root } from './bench-lab.ts';
import { report } from './child.ts';
import { percentile } from './table.ts';
import { PROMPT } from './terminals/bench-terminal.ts';

const ROUNDS = 40;
const WARM_UP = 5;
const TARGET_MS = 150;

const lab = benchLab().slug;
const config = readConfig({
  PORT: '0',
  LOG_LEVEL: 'silent',
  SESSIONS_PER_LEARNER: '1000',
  SESSION_STARTS_PER_MINUTE: '1000',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'rabbithole-bench-')),
});
const server = await startServer(config, root, null);

/** Everything a learner waits for: POST, prompt, /readyz, every pod Ready, an answer of kubectl in the terminal. */
async function oneSession(): Promise<{ total: number; post: number }> {
  const startedMs = performance.now();
  const response = await fetch(`${server.address}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lab }),
  });
  if (response.status !== 201) throw new Error(await response.text());
  const { id } = (await response.json()) as { id: string };
  const post = performance.now() - startedMs;
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  await Promise.all([useTerminal(id, cookie), useApi(id, cookie)]);
  const total = performance.now() - startedMs;
  await fetch(`${server.address}/api/sessions/${id}`, { method: 'DELETE', headers: { cookie } });
  return { total, post };
}

function useTerminal(id: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `${server.address.replace('http', 'ws')}/api/sessions/${id}/terminal?terminal=1`;
    const socket = new WebSocket(url, { headers: { cookie } });
    let screen = '';
    let asked = false;
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return;
      screen += data.toString();
      if (!asked && PROMPT.test(screen)) {
        asked = true;
        socket.send(Buffer.from('kubectl get nodes\r'));
      } else if (asked && /node4 +Ready/.test(screen)) {
        socket.terminate();
        resolve();
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the terminal closed after ${JSON.stringify(screen)}`)));
  });
}

interface PodList {
  items: { status: { conditions?: { type: string; status: string }[] } }[];
}

async function useApi(id: string, cookie: string): Promise<void> {
  const file = await fetch(`${server.address}/api/sessions/${id}/kubeconfig`, { headers: { cookie } });
  const { token } = parse(await file.text()).users[0].user;
  const ask = (path: string) =>
    fetch(`${server.address}/k8s/${id}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const ready = await ask('/readyz');
  if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}`);
  const { items } = (await (await ask('/api/v1/pods')).json()) as PodList;
  const isReady = (pod: PodList['items'][number]) =>
    pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (items.length === 0 || !items.every(isReady)) throw new Error('not every pod is Ready');
}

for (let round = 0; round < WARM_UP; round++) await oneSession();
const totals: number[] = [];
const posts: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const { total, post } = await oneSession();
  totals.push(total);
  posts.push(post);
}
await server.close();
const median = percentile(totals, 0.5);
report([
  {
    what: 'session ready, p50',
    measured: `${Math.round(median)} ms`,
    target: `< ${TARGET_MS} ms`,
    reached: median < TARGET_MS,
  },
  { what: 'session ready, p95', measured: `${Math.round(percentile(totals, 0.95))} ms`, target: '', reached: null },
  { what: '  of it POST, p50', measured: `${Math.round(percentile(posts, 0.5))} ms`, target: '', reached: null },
]);
