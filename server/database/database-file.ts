import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { DatabaseOptions, SqlRow, Statement } from './database-messages.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations/', import.meta.url));

/** The SQLite file, with prepared statements kept by their text. Used inside the database's own worker only. */
export class DatabaseFile {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(options: DatabaseOptions) {
    if (options.folder !== null) mkdirSync(options.folder, { recursive: true });
    this.#database = new Database(options.folder === null ? ':memory:' : join(options.folder, 'rabbithole.sqlite'));
    // FULL: a commit is on the disk when it returns, also in WAL mode (sqlite.org/pragma.html#pragma_synchronous).
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
    migrate(this.#database);
  }

  /** Runs many writes as one commit. A write that fails is undone alone; the answer has its error at its place. */
  writeAll(writes: readonly (readonly Statement[])[]): (Error | null)[] {
    const results: (Error | null)[] = [];
    const one = this.#database.transaction((statements: readonly Statement[]) => {
      for (const statement of statements) this.#prepare(statement.sql).run(...statement.parameters);
    });
    this.#database.transaction(() => {
      for (const statements of writes) {
        try {
          one(statements);
          results.push(null);
        } catch (error) {
          results.push(error instanceof Error ? error : new Error(String(error)));
        }
      }
    })();
    return results;
  }

  read(statement: Statement): SqlRow[] {
    return this.#prepare(statement.sql).all(...statement.parameters) as SqlRow[];
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Applies `NNN.do.NAME.sql` in order, each once: `user_version` counts them. */
function migrate(database: Database.Database): void {
  const done = Number(database.pragma('user_version', { simple: true }));
  const files = readdirSync(MIGRATIONS)
    .filter((name) => /^\d{3}\.do\..+\.sql$/.test(name))
    .sort();
  for (const [index, name] of files.entries()) {
    if (Number(name.slice(0, 3)) !== index + 1) throw new Error(`migration ${name} is out of order`);
    if (index < done) continue;
    database.transaction(() => {
      database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'));
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
  if (done > files.length)
    throw new Error(`the database is of a newer version (${done}) than this program knows (${files.length})`);
}
