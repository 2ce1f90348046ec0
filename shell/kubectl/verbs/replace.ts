import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import {
  boolean,
  DRY_RUN_FLAG,
  duration,
  FILE_FLAGS,
  integer,
  PRINT_FLAGS,
  string,
} from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll, UsageError, withSource } from '../errors.ts';
import { stringAt } from '../json.ts';
import { lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { readFile, refuseFileFlags, targetsOf } from '../resources/manifests.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { validationOf } from './apply.ts';
import { announce, waitUntilGone } from './delete.ts';

export const replace: Verb = {
  name: 'replace',
  usage: 'replace -f FILENAME',
  flags: {
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    cascade: string(undefined, 'background', 'background'),
    'field-manager': string(undefined, 'kubectl-replace'),
    force: boolean(),
    'grace-period': integer(undefined, '-1'),
    raw: string(),
    'save-config': boolean(),
    subresource: string(),
    timeout: duration(),
    validate: string(undefined, 'strict', 'strict'),
    wait: boolean(),
  },
  run: async (session) => {
    refuseFileFlags(session);
    if (session.flags.string('raw')) return replaceRaw(session);
    if (session.flags.integer('grace-period') >= 0 && !session.flags.boolean('force'))
      throw new KubectlError('error: --grace-period must have --force specified');
    if (session.flags.duration('timeout') !== 0 && !session.flags.boolean('force'))
      throw new KubectlError('error: --timeout must have --force specified');
    const { targets, errors } = await targetsOf(session);
    if (session.flags.boolean('force') && dryRunOf(session) === 'none')
      for (const target of targets) await deleteFirst(session, target);
    for (const target of targets) {
      try {
        await replaceOne(session, target);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

/** --raw: sends the one file as it is. */
async function replaceRaw(session: Session): Promise<number> {
  const { flags } = session;
  const [path = '', ...others] = flags.strings('filename');
  if (others.length > 0) throw new UsageError('--raw can only use a single local file or stdin', 'replace');
  const body = path === '-' ? Buffer.from(await readAll(session.process.stdin)) : Buffer.from(readFile(session, path));
  await session.print(await session.client.text({ method: 'PUT', path: flags.string('raw'), body }));
  return 0;
}

/** --force: everything is gone before anything is made anew. */
async function deleteFirst(session: Session, target: Target): Promise<void> {
  const current = await getTarget(session, target).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw withSource('replacing', target.source, error);
  });
  if (!current) return;
  await session.client.json({ method: 'DELETE', path: targetPath(target) });
  await announce(session, target, false);
  await waitUntilGone(session, { ...target, object: { metadata: { uid: stringAt(current, 'metadata', 'uid') } } });
}

async function replaceOne(session: Session, target: Target): Promise<void> {
  const { flags } = session;
  const query = {
    dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
    fieldManager: flags.string('field-manager'),
    fieldValidation: validationOf(flags.string('validate')),
  };
  const current = await getTarget(session, target).catch((error: unknown) => {
    if (isNotFound(error) && flags.boolean('force')) return null;
    throw withSource('replacing', target.source, error);
  });
  const keeps = flags.boolean('save-config') || (current !== null && lastApplied(current) !== null);
  const object = keeps ? withLastApplied(target.object!) : target.object!;
  if (dryRunOf(session) === 'client') return report(session, object, 'replaced', target.resource);
  if (flags.boolean('force')) {
    return report(session, await createFrom(session, target, object, query), 'replaced', target.resource);
  }
  const replaced = await session.client
    .json({ method: 'PUT', path: targetPath(target, flags.string('subresource') || undefined), query, body: object })
    .catch((error: unknown) => {
      throw withSource('replacing', target.source, error);
    });
  return report(session, replaced, 'replaced', target.resource);
}
