import { boolean, DRY_RUN_FLAG, duration, integer, string } from '../command-line/flag-table.ts';
import { drainNode, pendingNodes } from '../drain/drain-node.ts';
import { AggregateFailure, KubectlError, UsageError } from '../errors.ts';
import { type JsonObject, valueAt } from '../json.ts';
import { dryRunOf, dryRunSuffix } from '../printers/output.ts';
import { labelSelectorOf } from '../resources/label-selector.ts';
import { selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

function isLabelSelector(text: string): boolean {
  try {
    labelSelectorOf(text);
    return true;
  } catch {
    return false;
  }
}

async function nodes(session: Session, args: readonly string[], verb: string): Promise<Target[]> {
  const { flags } = session;
  if (args.length === 0 && !flags.changed('selector')) throw new UsageError(`USAGE: ${verb} NODE [flags]`, verb);
  if (args.length > 0 && flags.string('selector'))
    throw new KubectlError(
      `error: cannot specify both a node name and a --selector option\nSee 'kubectl ${verb} -h' for help and examples`,
    );
  const podSelector = verb === 'drain' ? flags.string('pod-selector') : '';
  if (podSelector && !isLabelSelector(podSelector))
    throw new KubectlError('error: --pod-selector=<pod_selector> must be a valid label selector');
  const found = await selected(session, args.some((name) => name.includes('/')) ? args : ['node', ...args], {
    fetch: true,
  });
  const other = found.find(({ resource }) => resource.kind !== 'Node');
  if (!other) return found;
  const { group, version, name } = other.resource;
  throw new KubectlError(`error: error: expected resource of type node, got "${group}/${version}, Resource=${name}"`);
}

async function mark(session: Session, target: Target, unschedulable: boolean): Promise<void> {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const already = (valueAt(target.object, 'spec', 'unschedulable') === true) === unschedulable;
  if (!already && dryRunOf(session) !== 'client') {
    try {
      await patch(session, target, { spec: { unschedulable: unschedulable || null } });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await session.error(`error: unable to ${word.slice(0, -2)} node "${target.name}": ${why}\n`);
      return;
    }
  }
  await session.print(`node/${target.name} ${already ? `already ${word}` : word}${dryRunSuffix(session)}\n`);
}

function patch(session: Session, target: Target, body: JsonObject): Promise<JsonObject> {
  return session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    contentType: 'application/strategic-merge-patch+json',
    query: { dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
    body,
  });
}

const marking = (name: string, unschedulable: boolean): Verb => ({
  name,
  usage: `${name} NODE`,
  flags: { ...DRY_RUN_FLAG, selector: string('l') },
  run: async (session, args) => {
    for (const target of await nodes(session, args, name)) await mark(session, target, unschedulable);
    return 0;
  },
});

export const cordon = marking('cordon', true);
export const uncordon = marking('uncordon', false);

export const drain: Verb = {
  name: 'drain',
  usage: 'drain NODE',
  flags: {
    ...DRY_RUN_FLAG,
    'chunk-size': integer(undefined, '500'),
    'delete-emptydir-data': boolean(),
    'disable-eviction': boolean(),
    force: boolean(),
    'grace-period': integer(undefined, '-1'),
    'ignore-daemonsets': boolean(),
    'pod-selector': string(),
    selector: string('l'),
    'skip-wait-for-delete-timeout': integer(),
    timeout: duration(),
  },
  run: async (session, args) => {
    const targets = await nodes(session, args, 'drain');
    for (const target of targets) await mark(session, target, true);
    const failures: unknown[] = [];
    const remaining: string[] = [];
    for (const { name } of targets) {
      try {
        await drainNode(session, name);
        await session.print(`node/${name} drained${dryRunSuffix(session)}\n`);
      } catch (error) {
        if (session.process.signal.aborted) throw error;
        await session.error(
          `error: unable to drain node "${name}" due to error: ${aggregateText(error)}, continuing command...\n`,
        );
        failures.push(error);
        remaining.push(name);
      }
    }
    await pendingNodes(session, remaining);
    if (failures.length > 0) throw new KubectlError(fatalText(failures));
    return 0;
  },
};

const plain = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** utilerrors.Aggregate's text: one message, or all that differ in brackets. */
function aggregateText(error: unknown): string {
  if (!(error instanceof AggregateFailure)) return plain(error);
  const texts = [...new Set(error.errors.map(plain))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

/** As CheckErr prints an aggregate: each message on a line. */
function fatalText(failures: readonly unknown[]): string {
  return failures
    .flatMap((error) => (error instanceof AggregateFailure ? error.errors : [error]))
    .map(plain)
    .join('\n');
}
