import { kindName, pathOf } from '../client/resource-mapper.ts';
import { watchEvents } from '../client/watch.ts';
import { boolean, duration, integer, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll, withSource } from '../errors.ts';
import { stringAt } from '../json.ts';
import { dryRunOf, dryRunSuffix } from '../printers/output.ts';
import { readFile } from '../resources/manifests.ts';
import { SELECTION_FLAGS, select } from '../resources/selected.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const remove: Verb = {
  name: 'delete',
  usage: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  flags: {
    ...SELECTION_FLAGS,
    cascade: string(undefined, 'background', 'background'),
    'dry-run': string(undefined, 'none', 'unchanged'),
    force: boolean(),
    'grace-period': integer(undefined, '-1'),
    'ignore-not-found': boolean(),
    interactive: boolean('i'),
    now: boolean(),
    output: string('o'),
    raw: string(),
    timeout: duration(),
    wait: boolean(undefined, true),
  },
  run: async (session, args) => {
    const { flags } = session;
    checkFlags(session, args);
    if (flags.string('raw')) return deleteRaw(session);
    if (['true', 'false'].includes(flags.string('cascade')))
      await session.error(cascadeWarning(flags.string('cascade')));
    const { targets, errors } = await select(session, args);
    const ignore = flags.boolean('ignore-not-found') || flags.boolean('all') || Boolean(flags.string('selector'));
    const deleted: Target[] = [];
    for (const target of targets) {
      try {
        deleted.push(await deleteOne(session, target));
      } catch (error) {
        if (!(ignore && isNotFound(error))) errors.push(withSource('deleting', target.source, error));
      }
    }
    if (targets.length === 0 && errors.length === 0) await session.print('No resources found\n');
    if (flags.boolean('wait') && dryRunOf(session) === 'none') {
      for (const target of deleted) await waitUntilGone(session, target);
    }
    throwAll(errors);
    return 0;
  },
};

function checkFlags({ flags }: Session, args: readonly string[]): void {
  const output = flags.string('output');
  if (output && output !== 'name')
    throw new KubectlError(`error: unexpected -o output mode: ${output}. We only support '-o name'`);
  const hasFiles = flags.strings('filename').length > 0 || flags.string('kustomize') !== '';
  if (args.length === 0 && !hasFiles && flags.boolean('all'))
    throw new KubectlError('error: at least one resource must be specified to use a selector');
  const grace = flags.integer('grace-period');
  if (flags.boolean('now') && flags.changed('grace-period') && grace !== -1) {
    throw new KubectlError('error: --now and --grace-period cannot be specified together');
  }
  if (flags.boolean('all') && flags.string('selector')) {
    throw new KubectlError("error: setting 'all' parameter but found a non empty selector. ");
  }
  if (flags.boolean('force') && grace > 0) {
    throw new KubectlError('error: --force and --grace-period greater than 0 cannot be specified together');
  }
  if (!['background', 'foreground', 'orphan', 'true', 'false'].includes(flags.string('cascade'))) {
    throw new KubectlError(
      `error: invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan"`,
    );
  }
}

async function deleteOne(session: Session, target: Target): Promise<Target> {
  const { flags } = session;
  const forced = flags.boolean('force');
  const grace = flags.boolean('now') ? 1 : forced && !flags.changed('grace-period') ? 0 : flags.integer('grace-period');
  if (forced && grace === 0) await warnOnce(session);
  let uid = '';
  if (dryRunOf(session) !== 'client') {
    const answer = await session.client.json({
      method: 'DELETE',
      path: targetPath(target),
      body: {
        propagationPolicy: policyOf(flags.string('cascade')),
        ...(grace >= 0 && { gracePeriodSeconds: grace }),
        ...(dryRunOf(session) === 'server' && { dryRun: ['All'] }),
      },
    });
    uid = stringAt(answer, 'metadata', 'uid') || stringAt(answer, 'details', 'uid');
  }
  await announce(session, target, grace === 0);
  return { ...target, object: { metadata: { uid } } };
}

/** --raw: whatever the server says to a DELETE of the path. */
async function deleteRaw(session: Session): Promise<number> {
  const [path] = session.flags.strings('filename');
  const body = path === undefined ? undefined : Buffer.from(readFile(session, path));
  await session.print(await session.client.text({ method: 'DELETE', path: session.flags.string('raw'), body }));
  return 0;
}

const warned = new WeakSet<Session>();

async function warnOnce(session: Session): Promise<void> {
  if (warned.has(session)) return;
  warned.add(session);
  await session.error(
    'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
  );
}

/** Says what was deleted. */
export async function announce(session: Session, target: Target, forced: boolean): Promise<void> {
  if (session.flags.string('output') === 'name') {
    await session.print(`${kindName(target.resource)}/${target.name}\n`);
    return;
  }
  const operation = forced ? 'force deleted' : 'deleted';
  const place = target.resource.namespaced && target.namespace ? ` from ${target.namespace} namespace` : '';
  await session.print(`${kindName(target.resource)} "${target.name}" ${operation}${place}${dryRunSuffix(session)}\n`);
}

const cascadeWarning = (value: string): string =>
  `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${value === 'true' ? 'background' : 'orphan'}.\n`;

function policyOf(cascade: string): string {
  if (cascade === 'foreground') return 'Foreground';
  return cascade === 'orphan' || cascade === 'false' ? 'Orphan' : 'Background';
}

/** Watches until the object with this uid is gone. */
export async function waitUntilGone(session: Session, target: Target): Promise<void> {
  let current: unknown;
  try {
    current = await getTarget(session, target);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  const uid = stringAt(target.object, 'metadata', 'uid');
  if (uid && stringAt(current, 'metadata', 'uid') !== uid) return;
  const limit = session.flags.duration('timeout');
  const controller = new AbortController();
  const stop = () => controller.abort();
  session.process.signal.addEventListener('abort', stop, { once: true });
  const cancel = limit > 0 ? session.machine.clock.schedule(limit, stop) : () => {};
  try {
    const events = watchEvents(
      session,
      pathOf(target.resource, target.namespace),
      'application/json',
      {
        fieldSelector: `metadata.name=${target.name}`,
        resourceVersion: stringAt(current, 'metadata', 'resourceVersion'),
      },
      controller.signal,
    );
    for await (const event of events) if (event.type === 'DELETED') return;
  } catch (error) {
    if (!controller.signal.aborted || session.process.signal.aborted) throw error;
    throw new KubectlError(`error: timed out waiting for the condition on ${target.resource.name}/${target.name}`);
  } finally {
    cancel();
    session.process.signal.removeEventListener('abort', stop);
  }
}
