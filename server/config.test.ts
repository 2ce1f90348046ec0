import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('unset and empty variables have their defaults', () => {
  expect(readConfig({ PORT: '', WORKERS: '3', DATA_DIR: '/data' })).toEqual({
    host: '127.0.0.1',
    port: 8080,
    dataFolder: '/data',
    workers: 3,
    pace: 'real',
    sessionsMaximum: 200,
    sessionsPerLearner: 5,
    sessionStartsPerMinute: 20,
    sessionIdleMinutes: 240,
    workerMemoryMiB: 2048,
    publicOrigin: null,
    logLevel: 'info',
  });
});

test('a value that cannot be is refused by name', () => {
  const cases = [
    [{ PORT: '80a' }, 'PORT must be a whole number from 0 to 65535, not “80a”.'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, not “70000”.'],
    [{ PACE: 'fast' }, 'PACE must be one of real, instant, not “fast”.'],
    [
      { PUBLIC_ORIGIN: 'labs.example.org' },
      'PUBLIC_ORIGIN must be a scheme and a host (https://labs.example.org), not “labs.example.org”.',
    ],
  ] as const;
  for (const [environment, message] of cases) expect(() => readConfig(environment)).toThrow(message);
});
