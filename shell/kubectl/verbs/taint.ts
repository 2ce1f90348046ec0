import { boolean, DRY_RUN_FLAG, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const EFFECTS = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

interface Change {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  readonly remove: boolean;
}

export const taint: Verb = {
  name: 'taint',
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  flags: { ...PRINT_FLAGS, ...DRY_RUN_FLAG, all: boolean(), overwrite: boolean(), selector: string('l') },
  run: async (session, args) => {
    const isChange = (word: string) => word.includes('=') || word.includes(':') || word.endsWith('-');
    const names = args.filter((word) => !isChange(word));
    if (names.length === 0)
      throw new KubectlError('error: one or more resources must be specified as <resource> <name>');
    const changes = args.filter(isChange).map(parseChange);
    if (changes.length === 0) throw new KubectlError('error: at least one taint update is required');
    refuseContradictions(changes);
    const { kind } = await session.resource(names[0]!.split('/')[0]!);
    if (kind !== 'Node')
      throw new KubectlError(`error: invalid resource type ${names[0]!.split('/')[0]}, only node types are supported`);
    for (const target of await selected(session, names, { fetch: true, listWithoutName: session.flags.boolean('all') }))
      await taintOne(session, target, changes);
    return 0;
  },
};

function parseChange(word: string): Change {
  const match = /^([^=:]+?)(?:=([^:]*))?(?::([A-Za-z]+))?(-)?$/.exec(word);
  const [, key = '', value = '', effect = '', minus] = match ?? [];
  if (!match || (!minus && !effect)) throw new UsageError(`invalid taint spec: ${word}, ${NAME_PART}`, 'taint');
  if (effect && !EFFECTS.has(effect))
    throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`, 'taint');
  return { key, value, effect, remove: minus !== undefined };
}

const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function refuseContradictions(changes: readonly Change[]): void {
  const added = changes.filter(({ remove }) => !remove);
  added.forEach(({ key, value, effect }, at) => {
    if (added.slice(0, at).some((other) => other.key === key && other.effect === effect))
      throw new UsageError(
        `duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`,
        'taint',
      );
  });
  const both = changes
    .filter(
      ({ remove, key, effect }) =>
        remove && added.some((each) => each.key === key && (!effect || each.effect === effect)),
    )
    .map(({ key, effect }) => `${key}=${effect && `:${effect}`}`);
  if (both.length > 0)
    throw new KubectlError(
      `error: can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`,
    );
}

async function taintOne(session: Session, target: Target, changes: readonly Change[]): Promise<void> {
  const before = recordsAt(target.object, 'spec', 'taints');
  let taints = [...before];
  const same = (item: JsonObject, { key, effect }: Change) =>
    stringAt(item, 'key') === key && (!effect || stringAt(item, 'effect') === effect);
  for (const change of changes) {
    const present = taints.some((item) => same(item, change));
    if (change.remove && !present) {
      throw new KubectlError(`error: taint "${change.key}${change.effect && `:${change.effect}`}" not found`);
    }
    if (!change.remove && present && !session.flags.boolean('overwrite')) {
      throw new KubectlError(
        `error: node ${target.name} already has ${change.key} taint(s) with same effect(s) and --overwrite is false`,
      );
    }
    taints = taints.filter((item) => !same(item, change));
    const { key, value, effect } = change;
    if (!change.remove) taints.push({ key, ...(value && { value }), effect });
  }
  const object =
    dryRunOf(session) === 'client'
      ? { ...target.object!, spec: { ...recordAt(target.object, 'spec'), taints } }
      : await session.client.json({
          method: 'PATCH',
          path: targetPath(target),
          contentType: 'application/merge-patch+json',
          query: { fieldManager: 'kubectl-taint', dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
          body: { spec: { taints: taints.length > 0 ? taints : null } },
        });
  const removed = changes.filter(({ remove }) => remove).length;
  const replaced = changes.some((change) => !change.remove && before.some((item) => same(item, change)));
  const word = replaced
    ? 'modified'
    : removed === 0
      ? 'tainted'
      : removed === changes.length
        ? 'untainted'
        : 'modified';
  // kubectl says nothing of a dry run here.
  if (session.flags.string('output')) await report(session, object, word, target.resource);
  else await session.print(`node/${target.name} ${word}\n`);
}
