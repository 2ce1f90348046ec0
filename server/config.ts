import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

/** Everything that can be set from outside, by environment variable. */
export interface Config {
  /** HOST: the address to listen on. 127.0.0.1 is this machine only. */
  readonly host: string;
  /** PORT: 0 takes a free one. */
  readonly port: number;
  /** DATA_DIR: where the database is kept. */
  readonly dataFolder: string;
  /** WORKERS: threads that run clusters; one a core but one, when it is not set. */
  readonly workers: number;
  /** PACE: after the start state, `real` takes believable time for pulls and starts; `instant` waits for nothing. */
  readonly pace: 'real' | 'instant';
  /** SESSIONS_MAX: live sessions of this process. */
  readonly sessionsMaximum: number;
  /** SESSIONS_PER_LEARNER: live sessions of one learner. */
  readonly sessionsPerLearner: number;
  /** SESSION_STARTS_PER_MINUTE: of one learner. */
  readonly sessionStartsPerMinute: number;
  /** SESSION_IDLE_MINUTES: a session that nobody touched for so long ends. */
  readonly sessionIdleMinutes: number;
  /** WORKER_MEMORY_MIB: heap of one worker; a worker that needs more is ended and its sessions are rebuilt. */
  readonly workerMemoryMiB: number;
  /** PUBLIC_ORIGIN: the address learners use when a proxy stands before the server (https://labs.example.org). */
  readonly publicOrigin: string | null;
  /** LOG_LEVEL: silent, error, warn, info or debug. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** A value that cannot be: the sentence names the variable and what it may be. */
export class ConfigError extends Error {}

/** Reads and checks all of it; an unset or empty variable has its default. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const text = (name: string, fallback: string) => environment[name]?.trim() || fallback;
  const integer = (name: string, fallback: number, least: number, most: number) => {
    const written = text(name, String(fallback));
    const value = Number(written);
    if (!/^\d+$/.test(written) || value < least || value > most) {
      throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not “${written}”.`);
    }
    return value;
  };
  const oneOf = <T extends string>(name: string, fallback: T, words: readonly T[]): T => {
    const written = text(name, fallback);
    const word = words.find((candidate) => candidate === written);
    if (!word) throw new ConfigError(`${name} must be one of ${words.join(', ')}, not “${written}”.`);
    return word;
  };
  return {
    host: text('HOST', '127.0.0.1'),
    port: integer('PORT', 8080, 0, 65_535),
    dataFolder: resolve(text('DATA_DIR', './data')),
    workers: integer('WORKERS', Math.max(1, availableParallelism() - 1), 1, 256),
    pace: oneOf('PACE', 'real', ['real', 'instant']),
    sessionsMaximum: integer('SESSIONS_MAX', 200, 1, 100_000),
    sessionsPerLearner: integer('SESSIONS_PER_LEARNER', 5, 1, 100_000),
    sessionStartsPerMinute: integer('SESSION_STARTS_PER_MINUTE', 20, 1, 100_000),
    sessionIdleMinutes: integer('SESSION_IDLE_MINUTES', 240, 1, 100_000),
    workerMemoryMiB: integer('WORKER_MEMORY_MIB', 2048, 64, 1_048_576),
    publicOrigin: origin(text('PUBLIC_ORIGIN', '')),
    logLevel: oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
  };
}

function origin(written: string): string | null {
  if (written === '') return null;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
    throw new ConfigError(`PUBLIC_ORIGIN must be a scheme and a host (https://labs.example.org), not “${written}”.`);
  }
  return url.origin;
}
