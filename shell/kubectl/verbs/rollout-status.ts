import { followObject } from '../client/follow-object.ts';
import { boolean, duration, type FlagTable, integer } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { rolloutStatus } from '../resources/rollout-status.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const FLAGS: FlagTable = {
  ...SELECTION_FLAGS,
  revision: integer(),
  timeout: duration(),
  watch: boolean('w', true),
};

const KINDS = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);

export const status: Verb = {
  name: 'status',
  mapperTries: 4,
  usage: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  flags: FLAGS,
  run: async (session, args) => {
    const { flags } = session;
    if (args.length === 0 && flags.strings('filename').length === 0)
      throw new KubectlError('error: required resource not specified');
    const revision = flags.integer('revision');
    if (revision < 0) throw new KubectlError(`error: revision must be a positive integer: ${revision}`);
    const targets = await selected(session, args, { fetch: true, listWithoutName: true });
    for (const target of targets) await interruptible(session.process, () => showStatus(session, target));
    if (targets.length === 0) await session.error(`No resources found in ${session.namespace} namespace.\n`);
    return 0;
  },
};

async function showStatus(session: Session, target: Target): Promise<void> {
  const { flags } = session;
  const { kind } = target.resource;
  const { group } = target.resource;
  if (!KINDS.has(kind))
    throw new KubectlError(`error: no status viewer has been implemented for ${kind}${group ? `.${group}` : ''}`);
  const revision = flags.integer('revision');
  const late = 'error: timed out waiting for the condition';
  await followObject(session, target, flags.duration('timeout'), late, async (object) => {
    if (!object) throw new KubectlError('error: object has been deleted');
    const { text, done } = rolloutStatus({ ...object, kind }, revision);
    await session.print(text);
    return done || !flags.boolean('watch');
  });
}
