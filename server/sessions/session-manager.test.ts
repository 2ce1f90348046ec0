import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { Database } from '../database/database.ts';
import { readCatalogue } from '../labs/lab-catalogue.ts';
import { EXAMPLE_LAB, writeLabs } from '../testing/example-lab.ts';
import { FakeDriver } from '../testing/fake-driver.ts';
import { SessionManager } from './session-manager.ts';

const catalogue = readCatalogue(writeLabs(EXAMPLE_LAB));

function process(folder: string | null, now: () => number = Date.now) {
  const database = new Database({ folder });
  const driver = new FakeDriver();
  const config = readConfig({});
  const sessions = new SessionManager({ config, catalogue, drivers: [driver], database, log: () => {}, now });
  const stop = async () => {
    await sessions.close();
    await database.close();
  };
  return { driver, sessions, stop };
}

test('after a restart a session is rebuilt at its step, with everything that was reached', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rabbithole-sessions-'));
  const before = process(folder);
  const session = await before.sessions.create('ada', 'example');
  before.driver.clusters[0]!.outcome = { passed: true, message: '', kept: { address: '1.2.3.4' } };
  await session.check(1);
  await session.answer('share', 25);
  await session.openHint(1, 1);
  const progress = session.progress.view();
  await before.stop();

  const after = process(folder);
  onTestFinished(after.stop);
  const again = await after.sessions.get('ada', session.stored.id);
  await again.cluster();
  expect(again.state().state).toBe('ready');
  expect(again.progress.view()).toEqual(progress);
  expect(again.progress.kept).toEqual({ address: '1.2.3.4' });
  expect(after.driver.clusters[0]!.scripts).toEqual([{ script: 'kubectl apply -f red.yaml\n', as: 'learner' }]);
  await expect(after.sessions.get('eve', session.stored.id)).rejects.toThrow('There is no session');
});

test('a lost cluster is rebuilt, and those who watch are told', async () => {
  const { driver, sessions, stop } = process(null);
  onTestFinished(stop);
  const session = await sessions.create('ada', 'example');
  const states: string[] = [];
  await session.watch((event) => {
    if (event.type === 'state') states.push(`${event.state.state} ${event.state.message ?? ''}`.trim());
  });
  driver.clusters[0]!.notify({ kind: 'lost', reason: 'The cluster ended unexpectedly.' });
  await session.cluster();
  expect(states).toEqual([
    'ready',
    'rebuilding The cluster ended unexpectedly. It is being rebuilt at your step; your progress is safe.',
    'rebuilding',
    'ready',
  ]);
});

test('a session that nobody touches ends, one that is used stays', async () => {
  let now = Date.UTC(2026, 0, 1);
  const { driver, sessions, stop } = process(null, () => now);
  onTestFinished(stop);
  const idle = await sessions.create('ada', 'example');
  const used = await sessions.create('ada', 'example');
  now += 3 * 3_600_000;
  await sessions.get('ada', used.stored.id);
  now += 2 * 3_600_000;
  await sessions.reap();
  expect([idle.state().state, used.state().state]).toEqual(['ended', 'ready']);
  expect(driver.clusters.map((cluster) => cluster.closed)).toEqual([true, false]);
});
