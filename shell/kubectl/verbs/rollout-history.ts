import { kindName } from '../client/resource-mapper.ts';
import { DRY_RUN_FLAG, type FlagTable, integer, PRINT_FLAGS } from '../command-line/flag-table.ts';
import { alignTabs } from '../describe/tab-writer.ts';
import { templateLines } from '../describe/workloads.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, jsonEqual, recordAt, valueAt } from '../json.ts';
import { dryRunOf, dryRunSuffix, objectPrinter, report } from '../printers/output.ts';
import { type Revision, revisionsOf, withoutHash } from '../resources/revisions.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

/** The flags of every verb below `rollout`. */
export const ROLLOUT_FLAGS: FlagTable = { ...SELECTION_FLAGS, ...PRINT_FLAGS };

export function refuseNothing(session: Session, args: readonly string[]): void {
  if (args.length === 0 && session.flags.strings('filename').length === 0 && !session.flags.string('kustomize'))
    throw new KubectlError('error: required resource not specified');
}

export const history: Verb = {
  name: 'history',
  usage: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...ROLLOUT_FLAGS, revision: integer() },
  run: async (session, args) => {
    refuseNothing(session, args);
    const wanted = session.flags.integer('revision');
    if (wanted < 0) throw new KubectlError(`error: revision must be a positive integer: ${wanted}`);
    for (const target of await selected(session, args, { fetch: true, listWithoutName: true })) {
      const all = await revisionsOf(session, target, 'history viewer');
      const printer = objectPrinter(session, { typed: true });
      if (printer) for (const { object } of chosen(all, wanted)) await session.print(printer(object));
      else await session.print(wanted > 0 ? oneRevision(target, all, wanted) : allRevisions(target, all));
    }
    return 0;
  },
};

function chosen(all: readonly Revision[], wanted: number): readonly Revision[] {
  if (wanted === 0) return all;
  const found = all.find(({ number }) => number === wanted);
  if (!found) throw new KubectlError('error: unable to find the specified revision');
  return [found];
}

function allRevisions(target: Target, all: readonly Revision[]): string {
  const name = `${kindName(target.resource)}/${target.name}`;
  if (all.length === 0) return `${name} \nNo rollout history found.\n`;
  const rows = all.map(({ number, cause }) => [String(number), cause || '<none>']);
  const table = alignTabs([['REVISION', 'CHANGE-CAUSE'], ...rows].map((row) => row.join('\t')).join('\n'));
  return `${name} \n${table}\n\n`;
}

function oneRevision(target: Target, all: readonly Revision[], wanted: number): string {
  const [found] = chosen(all, wanted);
  return `${kindName(target.resource)}/${target.name} with revision #${wanted}\n${templateText(found!.template)}\n\n`;
}

/** kubectl prints this description's tabs as they are. */
const templateText = (template: JsonObject): string =>
  templateLines({ spec: { template } }).join('\n').replace(/^ +\t/gm, '\t');

export const undo: Verb = {
  name: 'undo',
  usage: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...ROLLOUT_FLAGS, ...DRY_RUN_FLAG, 'to-revision': integer() },
  run: async (session, args) => {
    refuseNothing(session, args);
    for (const target of await selected(session, args, { fetch: true, listWithoutName: true }))
      await rollBack(session, target, await revisionsOf(session, target, 'rollbacker'));
    return 0;
  },
};

async function rollBack(session: Session, target: Target, all: readonly Revision[]): Promise<void> {
  const wanted = session.flags.integer('to-revision');
  const found = wanted > 0 ? all.find(({ number }) => number === wanted) : all.at(-2);
  if (!found) throw noSuchRevision(target, wanted);
  if (dryRunOf(session) === 'client') {
    const text = `${templateText(found.template)}\n`;
    return session.print(`${kindName(target.resource)}/${target.name} ${text}${dryRunSuffix(session)}\n`);
  }
  if (target.resource.kind === 'Deployment' && valueAt(target.object, 'spec', 'paused') === true)
    throw new KubectlError(
      `error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`,
    );
  const template = withoutHash(found.template);
  if (jsonEqual(template, recordAt(target.object, 'spec', 'template')))
    return report(
      session,
      target.object!,
      `skipped rollback (current template already matches revision ${wanted})`,
      target.resource,
    );
  await session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    contentType: 'application/json-patch+json',
    query: { dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
    body: [{ op: 'replace', path: '/spec/template', value: template }],
  });
  await report(session, target.object!, 'rolled back', target.resource);
}

function noSuchRevision({ resource, name }: Target, wanted: number): KubectlError {
  if (wanted > 0) return new KubectlError(`error: unable to find specified revision ${wanted} in history`);
  return new KubectlError(
    resource.kind === 'Deployment'
      ? `error: no rollout history found for deployment "${name}"`
      : 'error: no last revision to roll back to',
  );
}
