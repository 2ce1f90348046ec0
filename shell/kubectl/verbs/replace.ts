import {
  boolean,
  DRY_RUN_FLAG,
  duration,
  FILE_FLAGS,
  integer,
  PRINT_FLAGS,
  string,
} from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll, withSource } from '../errors.ts';
import { stringAt } from '../json.ts';
import { lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { targetsOf } from '../resources/manifests.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { validationOf } from './apply.ts';
import { waitUntilGone } from './delete.ts';

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
    'save-config': boolean(),
    timeout: duration(),
    validate: string(undefined, 'strict', 'strict'),
    wait: boolean(),
  },
  run: async (session) => {
    if (session.flags.strings('filename').length === 0) throw new KubectlError('error: must specify one of -f and -k');
    const { targets, errors } = await targetsOf(session);
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
    if (current) {
      await session.client.json({ method: 'DELETE', path: targetPath(target) });
      await waitUntilGone(session, { ...target, object: { metadata: { uid: stringAt(current, 'metadata', 'uid') } } });
    }
    return report(session, await createFrom(session, target, object, query), 'replaced', target.resource);
  }
  const replaced = await session.client
    .json({ method: 'PUT', path: targetPath(target), query, body: object })
    .catch((error: unknown) => {
      throw withSource('replacing', target.source, error);
    });
  return report(session, replaced, 'replaced', target.resource);
}
