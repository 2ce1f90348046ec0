import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { createPrograms } from '../../shell/programs.ts';
import { attemptsToEscape } from './attempts-to-escape.ts';

const SECRET = 'the-host-keeps-this-to-itself';
const VARIABLE = 'RABBITHOLE_HOST_SECRET';
const directory = mkdtempSync(join(tmpdir(), 'rabbithole-host-'));
const file = join(directory, 'secret.txt');
const absent = join(directory, 'absent');
const errors: string[] = [];
let visitors = 0;
const listener = createServer((socket) => {
  visitors++;
  socket.destroy();
});
const port = await listenOnLoopback(listener);
let cluster: Cluster;
let stopClock: () => void;

beforeAll(async () => {
  writeFileSync(file, `${SECRET}\n`);
  process.env[VARIABLE] = SECRET;
  const clock = new VirtualClock();
  stopClock = clock.runFreely();
  cluster = await createCluster({
    nodes: 1,
    clock,
    random: new SeededRandom(7),
    token: 'token',
    pace: 'instant',
    addons: ['cloud=manual'],
    programs: createPrograms,
    logger: { error: (details, message) => errors.push(`${message}: ${JSON.stringify(details)}`) },
  });
  await cluster.settled();
});

afterAll(() => {
  cluster.close();
  stopClock();
  listener.close();
  delete process.env[VARIABLE];
  rmSync(directory, { recursive: true, force: true });
});

const attempts = attemptsToEscape({ file, absent, variable: VARIABLE, pid: process.pid, port });

describe.each(Object.entries(attempts))('to %s', (_what, lines) => {
  it.each(lines)('%s', async (line) => {
    const { stdout, stderr } = await runScript(cluster.client, `cd; ${line}`);
    expect(`${stdout}${stderr}`).not.toContain(SECRET);
    expect(errors.splice(0)).toEqual([]);
    expect(visitors).toBe(0);
    expect(readdirSync(directory)).toEqual(['secret.txt']);
    expect(readFileSync(file, 'utf8')).toBe(`${SECRET}\n`);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
