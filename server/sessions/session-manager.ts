import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { ProgressRepository } from '../database/progress-repository.ts';
import { SessionRepository, type StoredSession } from '../database/session-repository.ts';
import type { Driver } from '../drivers/driver.ts';
import { drawLab } from '../labs/draw-lab.ts';
import type { LabCatalogue } from '../labs/lab-catalogue.ts';
import type { DriverName, LabSummary } from '../schemas/labs.ts';
import { LabSession } from './lab-session.ts';
import { RateLimit } from './rate-limit.ts';
import { refusals } from './refusal.ts';

export interface SessionManagerOptions {
  readonly config: Pick<
    Config,
    'sessionIdleMinutes' | 'sessionsMaximum' | 'sessionsPerLearner' | 'sessionStartsPerMinute'
  >;
  readonly catalogue: LabCatalogue;
  readonly drivers: readonly Driver[];
  readonly database: Database;
  readonly now?: () => number;
  readonly log: (error: unknown, what: string) => void;
}

/** An activity moves a session's end by at least this much before that is written down. */
const EXTEND_STEP_MS = 5 * 60_000;
const REAP_EVERY_MS = 60_000;

/** All live sessions of this process. Those of an earlier process come back when they are asked for. */
export class SessionManager {
  readonly sessions: SessionRepository;
  readonly #progress: ProgressRepository;
  readonly #options: SessionManagerOptions;
  readonly #now: () => number;
  readonly #live = new Map<string, Promise<LabSession>>();
  readonly #starts: RateLimit;
  readonly #reaper: NodeJS.Timeout;

  constructor(options: SessionManagerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.sessions = new SessionRepository(options.database);
    this.#progress = new ProgressRepository(options.database);
    this.#starts = new RateLimit(options.config.sessionStartsPerMinute, 60_000, this.#now);
    this.#reaper = setInterval(() => void this.reap(), REAP_EVERY_MS);
    this.#reaper.unref();
  }

  get count(): number {
    return this.#live.size;
  }

  /** What can run a lab with these requirements, and why not. */
  offers(requires: readonly string[]): LabSummary['drivers'] {
    return this.#options.drivers.map((driver) => {
      const reason = driver.refusal(requires);
      return { name: driver.name, available: reason === null, reason };
    });
  }

  /** Resolves when the session is on the disk and its cluster is ready. */
  async create(learner: string, slug: string, driverName: DriverName = 'embedded'): Promise<LabSession> {
    const lab = this.#options.catalogue.find(slug);
    if (!lab) throw refusals.unknownLab(slug);
    const driver = this.#driver(driverName);
    const refusal = driver.refusal(lab.requires);
    if (refusal !== null) throw refusals.driverRefuses(driverName, refusal);
    if (!this.#starts.take(learner)) throw refusals.tooFast();
    await this.#makeRoom(learner);
    const createdMs = this.#now();
    const stored: StoredSession = {
      id: randomBytes(12).toString('hex'),
      learner,
      lab: slug,
      driver: driverName,
      createdMs,
      expiresMs: createdMs + this.#idleMs,
      endedMs: null,
      endedWhy: null,
    };
    const opened = this.#open(stored, true);
    this.#live.set(stored.id, opened);
    const session = await opened;
    try {
      await Promise.all([this.sessions.create(stored), session.cluster()]);
    } catch (error) {
      this.#live.delete(stored.id);
      await session.end('It could not be started.');
      throw error;
    }
    return session;
  }

  /** The learner's own session, brought back when this process does not have it yet. Ended sessions are refused. */
  async get(learner: string | null, id: string): Promise<LabSession> {
    const session = await this.find(id);
    if (!session || session.stored.learner !== learner) throw refusals.unknownSession(id);
    if (!session.isLive) throw refusals.sessionEnded(session.state().message ?? '');
    this.#touch(session);
    return session;
  }

  /** By id alone: for the Kubernetes API, which has a token of its own. */
  async find(id: string): Promise<LabSession | null> {
    const live = this.#live.get(id);
    if (live) return live;
    const stored = await this.sessions.find(id);
    if (!stored) return null;
    // Two requests may have looked it up at once.
    const again = this.#live.get(id);
    if (again) return again;
    const opened = this.#open(stored, false);
    if (stored.endedMs === null) {
      this.#live.set(id, opened);
      opened.catch(() => this.#live.delete(id));
    }
    return opened;
  }

  async end(session: LabSession, why: string): Promise<void> {
    await this.sessions.end(session.stored.id, this.#now(), why);
    this.#live.delete(session.stored.id);
    await session.end(why);
  }

  /** The learner's sessions that have not ended, newest first, live or not. */
  async list(learner: string): Promise<LabSession[]> {
    const stored = await this.sessions.ofLearner(learner);
    const now = this.#now();
    const open = stored.filter((session) => session.endedMs === null && session.expiresMs > now);
    const sessions = await Promise.all(open.map((session) => this.find(session.id)));
    return sessions.filter((session): session is LabSession => session?.isLive === true);
  }

  /** Ends what nobody has used for long. */
  async reap(): Promise<void> {
    const now = this.#now();
    for (const opened of [...this.#live.values()]) {
      const session = await opened.catch(() => null);
      if (session && session.expiresMs <= now) await this.end(session, 'It was not used for too long.');
    }
  }

  /** Clusters go; sessions stay on the disk and come back with the next process. */
  async close(): Promise<void> {
    clearInterval(this.#reaper);
    const sessions = await Promise.all([...this.#live.values()].map((opened) => opened.catch(() => null)));
    this.#live.clear();
    await Promise.all(sessions.map((session) => session?.end('The server is being restarted.')));
  }

  get #idleMs(): number {
    return this.#options.config.sessionIdleMinutes * 60_000;
  }

  async #makeRoom(learner: string): Promise<void> {
    const { sessionsMaximum, sessionsPerLearner } = this.#options.config;
    let own = 0;
    for (const opened of this.#live.values()) {
      if ((await opened.catch(() => null))?.stored.learner === learner) own++;
    }
    if (own >= sessionsPerLearner) throw refusals.tooManySessions(sessionsPerLearner);
    if (this.#live.size >= sessionsMaximum) throw refusals.full();
  }

  #open(stored: StoredSession, isNew: boolean): Promise<LabSession> {
    const lab = this.#options.catalogue.find(stored.lab);
    if (!lab) return Promise.reject(refusals.unknownLab(stored.lab));
    const { catalogue, log } = this.#options;
    const driver = this.#driver(stored.driver);
    const options = {
      stored,
      lab: drawLab(lab, stored.id),
      library: catalogue.library,
      driver,
      repository: this.#progress,
      now: this.#now,
      log,
    };
    return LabSession.open(options, isNew).then(async (session) => {
      if (stored.endedMs !== null) await session.end(stored.endedWhy ?? '');
      return session;
    });
  }

  #driver(name: DriverName): Driver {
    const driver = this.#options.drivers.find((candidate) => candidate.name === name);
    if (!driver) throw refusals.driverRefuses(name, 'this server does not offer it');
    return driver;
  }

  #touch(session: LabSession): void {
    const expiresMs = this.#now() + this.#idleMs;
    if (expiresMs - session.expiresMs < EXTEND_STEP_MS) return;
    session.expiresMs = expiresMs;
    this.sessions
      .extend(session.stored.id, expiresMs)
      .catch((error) => this.#options.log(error, 'a session was not extended'));
  }
}

/** The database knows learners by this, never by the cookie itself. */
export function learnerOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('hex').slice(0, 32);
}
