import type { DriverName } from '../schemas/labs.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './database-messages.ts';

export interface StoredSession {
  readonly id: string;
  readonly learner: string;
  readonly lab: string;
  readonly driver: DriverName;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly endedMs: number | null;
  readonly endedWhy: string | null;
}

const COLUMNS = 'id, learner, lab, driver, created_at, expires_at, ended_at, ended_why';

/** Who has which sessions. */
export class SessionRepository {
  readonly #database: Database;
  constructor(database: Database) {
    this.#database = database;
  }

  /** The learner is made with their first session. */
  create(session: StoredSession): Promise<void> {
    const { id, learner, lab, driver, createdMs, expiresMs } = session;
    return this.#database.write([
      { sql: 'INSERT OR IGNORE INTO learners (id, created_at) VALUES (?, ?)', parameters: [learner, createdMs] },
      {
        sql: 'INSERT INTO sessions (id, learner, lab, driver, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        parameters: [id, learner, lab, driver, createdMs, expiresMs],
      },
    ]);
  }

  async find(id: string): Promise<StoredSession | null> {
    const [row] = await this.#database.read(`SELECT ${COLUMNS} FROM sessions WHERE id = ?`, id);
    return row ? sessionOf(row) : null;
  }

  /** Newest first, ended ones too. */
  async ofLearner(learner: string): Promise<StoredSession[]> {
    const sql = `SELECT ${COLUMNS} FROM sessions WHERE learner = ? ORDER BY created_at DESC, id LIMIT 200`;
    return (await this.#database.read(sql, learner)).map(sessionOf);
  }

  /** Steps passed by session, of one learner. */
  async stepsPassed(learner: string): Promise<Map<string, number[]>> {
    const rows = await this.#database.read(
      `SELECT session, step FROM passed_steps JOIN sessions ON sessions.id = session WHERE learner = ? ORDER BY step`,
      learner,
    );
    const steps = new Map<string, number[]>();
    for (const row of rows) {
      const session = String(row['session']);
      steps.set(session, [...(steps.get(session) ?? []), Number(row['step'])]);
    }
    return steps;
  }

  /** The latest that a request extends a session to. */
  extend(id: string, expiresMs: number): Promise<void> {
    return this.#database.write([
      { sql: 'UPDATE sessions SET expires_at = ? WHERE id = ?', parameters: [expiresMs, id] },
    ]);
  }

  end(id: string, endedMs: number, why: string): Promise<void> {
    const sql = 'UPDATE sessions SET ended_at = ?, ended_why = ? WHERE id = ? AND ended_at IS NULL';
    return this.#database.write([{ sql, parameters: [endedMs, why, id] }]);
  }
}

function sessionOf(row: SqlRow): StoredSession {
  return {
    id: String(row['id']),
    learner: String(row['learner']),
    lab: String(row['lab']),
    driver: row['driver'] as DriverName,
    createdMs: Number(row['created_at']),
    expiresMs: Number(row['expires_at']),
    endedMs: row['ended_at'] === null ? null : Number(row['ended_at']),
    endedWhy: row['ended_why'] === null ? null : String(row['ended_why']),
  };
}
