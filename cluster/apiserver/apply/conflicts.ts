import { refusals } from '../errors.ts';
import { type FieldSet, membersOf } from './field-set.ts';
import type { ManagerEntry } from './manager-entry.ts';
import { pathText } from './path-element.ts';

/** What somebody else owns and an apply would change. */
export interface Conflict {
  readonly entry: ManagerEntry;
  readonly fields: FieldSet;
}

/** The 409 of a refused apply (internal/conflict.go). Managers come in the order of their names. */
export function refuseConflicts(conflicts: readonly Conflict[]) {
  const sorted = [...conflicts].sort((a, b) => (managerText(a.entry) < managerText(b.entry) ? -1 : 1));
  const named = sorted.map(({ entry, fields }) => ({
    manager: managerText(entry),
    paths: membersOf(fields).map(pathText),
  }));
  const causes = named.flatMap(({ manager, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  );
  return refusals.applyConflict(messageOf(named, causes.length), causes);
}

function messageOf(named: readonly { manager: string; paths: readonly string[] }[], count: number): string {
  const [first] = named;
  if (count === 1 && first) return `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.paths[0]}`;
  const lines = named.flatMap(({ manager, paths }) => [
    `conflicts with ${manager}:`,
    ...paths.map((path) => `- ${path}`),
  ]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

/** The entry's identity has no time, so an updater is named by its version alone. */
function managerText({ manager, operation, apiVersion, subresource }: ManagerEntry): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
