export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** To the database's worker: statements of one write are stored together or not at all. */
export type DatabaseRequest =
  | { readonly id: number; readonly kind: 'write'; readonly statements: readonly Statement[] }
  | { readonly id: number; readonly kind: 'read'; readonly statement: Statement }
  | { readonly id: number; readonly kind: 'close' };

export type DatabaseReply =
  | { readonly id: number; readonly rows: readonly SqlRow[] }
  | { readonly id: number; readonly error: string };

export interface DatabaseOptions {
  /** A folder, or null for a database in memory (tests). */
  readonly folder: string | null;
}
