import type { FlagTable } from './command-line/flag-table.ts';
import type { Session } from './session.ts';

/** One verb of kubectl. Throws what `describeFailure` knows; returns the exit code. */
export interface Verb {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** `kubectl get --help`'s usage line, after `kubectl`. */
  readonly usage: string;
  readonly flags: FlagTable;
  /** How often its mapper asks a server that cannot be reached before it gives up; 5 unless told. */
  readonly mapperTries?: number;
  /** There are only the verbs below it: alone it prints its help, and ends with exit code 1. */
  readonly isGroup?: boolean;
  /** Verbs below this one (`rollout status`); then `run` is used without one of them. */
  readonly children?: readonly Verb[];
  readonly run: (session: Session, args: readonly string[]) => Promise<number>;
}
