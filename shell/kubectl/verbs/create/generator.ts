import type { FlagTable } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import type { Session } from '../../session.ts';

/** What `kubectl create KIND` makes of its arguments and flags. */
export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly flags: FlagTable;
  /** Said before the server's refusal (`failed to create job:`); without one the refusal stands alone. */
  readonly failure?: string;
  readonly object: (session: Session, args: readonly string[]) => JsonObject | Promise<JsonObject>;
}

/** A generator with others below it (`create secret generic`). */
export interface GeneratorGroup {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly children: readonly Generator[];
}

/** The one name before `--`; `command` is what the help is called by (`create job`). */
export function nameOf(session: Session, args: readonly string[], command: string): string {
  const { dashAt } = session.flags;
  const count = dashAt < 0 ? args.length : dashAt;
  if (count === 1) return args[0]!;
  throw new KubectlError(
    `error: exactly one NAME is required, got ${count}\nSee 'kubectl ${command} -h' for help and examples`,
  );
}

/** Flags that cobra asks for before the command runs. */
export function required(session: Session, ...names: string[]): void {
  const missing = names.filter((name) => !session.flags.changed(name));
  if (missing.length > 0)
    throw new KubectlError(`error: required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
}

/** metadata of a new object; cluster-wide ones get no namespace from `create`. */
export const named = (name: string): JsonObject => ({ metadata: { name } });
