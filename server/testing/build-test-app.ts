import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { buildApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { Database } from '../database/database.ts';
import { readCatalogue } from '../labs/lab-catalogue.ts';
import { SessionManager } from '../sessions/session-manager.ts';
import { EXAMPLE_LAB, writeLabs } from './example-lab.ts';
import { FakeDriver } from './fake-driver.ts';

export interface TestApp {
  readonly app: FastifyInstance;
  readonly driver: FakeDriver;
  readonly sessions: SessionManager;
}

/** The whole application on a fake driver and a database in memory; closes itself when the test ends. */
export async function buildTestApp(overrides: Partial<Config> = {}, labs = EXAMPLE_LAB): Promise<TestApp> {
  const config = { ...readConfig({ LOG_LEVEL: 'silent' }), ...overrides };
  const database = new Database({ folder: null });
  const catalogue = readCatalogue(writeLabs(labs));
  const driver = new FakeDriver();
  const sessions = new SessionManager({ config, catalogue, drivers: [driver], database, log: () => {} });
  const app = await buildApp({ config, catalogue, sessions, page: null, certificateAuthority: null });
  onTestFinished(async () => {
    await app.close();
    await sessions.close();
    await database.close();
  });
  return { app, driver, sessions };
}

/** Starts the example lab and answers what every later request needs. */
export async function startSession({ app }: TestApp, lab = 'example'): Promise<{ id: string; cookie: string }> {
  const response = await app.inject({ method: 'POST', url: '/api/sessions', payload: { lab } });
  if (response.statusCode !== 201) throw new Error(response.body);
  const cookie = response.cookies[0];
  return { id: response.json().id, cookie: `${cookie?.name}=${cookie?.value}` };
}
