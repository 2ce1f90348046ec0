import type { Shell } from '../interpreter/shell.ts';

/** What `complete` says of a command's arguments (Bash Reference Manual, 8.7). */
export interface Specification {
  /** `-A ACTION`, also by letters (`-f` is `file`). */
  readonly actions: readonly string[];
  /** `-o OPTION`. */
  options: Set<string>;
  readonly glob?: string;
  readonly words?: string;
  readonly function?: string;
  readonly command?: string;
  readonly filter?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** What is completed when no command's own specification fits. */
export type SpecialPlace = 'default' | 'empty' | 'initial';

export class SpecificationTable {
  readonly byCommand = new Map<string, Specification>();
  readonly special = new Map<SpecialPlace, Specification>();
  /** The one that is being asked now: `compopt` without a name changes it. */
  current: Specification | null = null;

  find(command: string): Specification | undefined {
    return this.byCommand.get(command) ?? this.byCommand.get(command.slice(command.lastIndexOf('/') + 1));
  }
}

const tables = new WeakMap<Shell, SpecificationTable>();

/** What a shell's user has told with `complete`. */
export function specificationsOf(shell: Shell): SpecificationTable {
  let table = tables.get(shell);
  if (!table) {
    table = new SpecificationTable();
    tables.set(shell, table);
  }
  return table;
}
