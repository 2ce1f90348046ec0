import { boolean, DRY_RUN_FLAG, type FlagTable, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { ensureRecord, isRecord, type JsonObject, mutableCopy, stringMapAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const FLAGS: FlagTable = {
  ...SELECTION_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  'field-manager': string(),
  list: boolean(),
  local: boolean(),
  overwrite: boolean(),
  'resource-version': string(),
};

export const label: Verb = {
  name: 'label',
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  flags: FLAGS,
  run: (session, args) => change(session, args, 'labels'),
};

export const annotate: Verb = {
  name: 'annotate',
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  flags: FLAGS,
  run: (session, args) => change(session, args, 'annotations'),
};

async function change(session: Session, args: readonly string[], field: 'labels' | 'annotations'): Promise<number> {
  const word = field === 'labels' ? 'label' : 'annotation';
  const isChange = (argument: string) => /^[^=]+=/.test(argument) || /-$/.test(argument);
  const resources = args.filter((argument, at) => !isChange(argument) || (at === 0 && !argument.includes('=')));
  const changes = args.filter((argument) => !resources.includes(argument));
  const list = session.flags.boolean('list');
  if (resources.length === 0 && session.flags.strings('filename').length === 0 && !session.flags.string('kustomize'))
    throw new KubectlError('error: one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (changes.length === 0 && !list) throw new KubectlError(`error: at least one ${word} update is required`);
  const patch: Record<string, string | null> = {};
  for (const item of changes) {
    const equals = item.indexOf('=');
    if (equals > 0) patch[item.slice(0, equals)] = item.slice(equals + 1);
    else patch[item.slice(0, -1)] = null;
  }
  refuseBoth(changes, field);
  if (field === 'labels') refuseInvalidLabels(patch);
  const targets = await selected(session, resources, { fetch: !session.flags.boolean('local') });
  const blank = targets.length > 1 ? ' ' : '';
  for (const target of targets) {
    if (list) {
      const { kind, group } = target.resource;
      if (blank) await session.print(`Listing ${field} for ${kind}.${group}/${target.name}:\n`);
      await session.print(
        stringMapAt(target.object, 'metadata', field)
          .map(([key, value]) => `${blank}${key}=${value}\n`)
          .join(''),
      );
    } else await changeOne(session, target, field, patch);
  }
  return 0;
}

async function changeOne(
  session: Session,
  target: Target,
  field: 'labels' | 'annotations',
  patch: Readonly<Record<string, string | null>>,
): Promise<void> {
  const present = presentValues(target.object, field);
  if (!session.flags.boolean('overwrite')) refuseOverwrite(present, patch, field);
  for (const [key, value] of Object.entries(patch)) {
    if (field === 'labels' && value === null && !Object.hasOwn(present, key))
      await session.print(`label "${key}" not found.\n`);
  }
  const changed = Object.entries(patch).some(([key, value]) =>
    value === null ? Object.hasOwn(present, key) : present[key] !== value,
  );
  let object: JsonObject = target.object!;
  const version = session.flags.string('resource-version');
  if (session.flags.boolean('local') || dryRunOf(session) === 'client')
    object = withValues(target.object!, field, patch);
  else if (changed) {
    object = await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      contentType: 'application/merge-patch+json',
      query: {
        fieldManager:
          session.flags.string('field-manager') || (field === 'labels' ? 'kubectl-label' : 'kubectl-annotate'),
        dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
      },
      body: { metadata: { [field]: patch, ...(version && { resourceVersion: version }) } },
    });
  }
  await report(session, object, wordFor(field, patch, changed), target.resource);
}

/** The same key set and taken away. */
function refuseBoth(changes: readonly string[], field: 'labels' | 'annotations'): void {
  const set = changes.filter((change) => change.includes('=')).map((change) => change.slice(0, change.indexOf('=')));
  const both = set.filter((key) => changes.includes(`${key}-`));
  if (both.length === 0) return;
  throw new KubectlError(
    field === 'labels'
      ? 'error: can not both modify and remove a label in the same command'
      : `error: can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
  );
}

function refuseInvalidLabels(patch: Readonly<Record<string, string | null>>): void {
  for (const value of Object.values(patch)) {
    if (value === null || (value.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value))) continue;
    throw new KubectlError(
      `error: invalid label value: "${Object.keys(patch).find((key) => patch[key] === value)}=${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    );
  }
}

function wordFor(
  field: 'labels' | 'annotations',
  patch: Readonly<Record<string, string | null>>,
  changed: boolean,
): string {
  if (field === 'annotations') return 'annotated';
  if (!changed) return 'not labeled';
  return Object.values(patch).every((value) => value === null) ? 'unlabeled' : 'labeled';
}

/** The object with the changes made, as a dry run shows it. */
function withValues(
  object: JsonObject,
  field: 'labels' | 'annotations',
  patch: Readonly<Record<string, string | null>>,
): JsonObject {
  const copy = mutableCopy(object);
  const values = ensureRecord(copy, 'metadata', field);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete values[key];
    else values[key] = value;
  }
  return copy;
}

function presentValues(object: JsonObject | null, field: string): Readonly<Record<string, unknown>> {
  const metadata = object?.['metadata'];
  const values = isRecord(metadata) ? metadata[field] : null;
  return isRecord(values) ? values : {};
}

function refuseOverwrite(
  present: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, string | null>>,
  field: string,
): void {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || !Object.hasOwn(present, key) || present[key] === value) continue;
    if (field === 'labels') {
      throw new KubectlError(`error: '${key}' already has a value (${String(present[key])}), and --overwrite is false`);
    }
    throw new KubectlError(
      `error: --overwrite is false but found the following declared annotation(s): '${key}' already has a value (${String(present[key])})`,
    );
  }
}
