import { boolean, DRY_RUN_FLAG, duration, integer, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { nameOf, namespaceOf, recordsAt, stringAt, valueAt } from '../json.ts';
import { dryRunOf, dryRunSuffix } from '../printers/output.ts';
import { selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { waitUntilGone } from './delete.ts';

async function nodes(session: Session, args: readonly string[], verb: string): Promise<Target[]> {
  if (args.length === 0 && !session.flags.string('selector')) {
    throw new KubectlError(`error: USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`);
  }
  return selected(session, ['node', ...args], { fetch: true });
}

async function mark(session: Session, target: Target, unschedulable: boolean): Promise<void> {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const already = (valueAt(target.object, 'spec', 'unschedulable') === true) === unschedulable;
  if (!already && dryRunOf(session) !== 'client') {
    await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      contentType: 'application/strategic-merge-patch+json',
      body: { spec: { unschedulable: unschedulable || null } },
    });
  }
  await session.print(`node/${target.name} ${already ? `already ${word}` : word}${dryRunSuffix(session)}\n`);
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
    'pod-selector': string(),
    ...DRY_RUN_FLAG,
    'delete-emptydir-data': boolean(),
    'disable-eviction': boolean(),
    force: boolean(),
    'grace-period': integer(undefined, '-1'),
    'ignore-daemonsets': boolean(),
    selector: string('l'),
    timeout: duration(),
  },
  run: async (session, args) => {
    for (const target of await nodes(session, args, 'drain')) {
      await mark(session, target, true);
      await evictAll(session, target.name);
      await session.print(`node/${target.name} drained${dryRunSuffix(session)}\n`);
    }
    return 0;
  },
};

async function evictAll(session: Session, node: string): Promise<void> {
  const { flags } = session;
  const labelSelector = flags.string('pod-selector');
  const query = { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector && { labelSelector }) };
  const list = await session.client.json({ path: '/api/v1/pods', query });
  const pods = recordsAt(list, 'items');
  const label = (pod: unknown) => `${namespaceOf(pod)}/${nameOf(pod)}`;
  const ownerKind = (pod: unknown) => stringAt(recordsAt(pod, 'metadata', 'ownerReferences')[0], 'kind');
  const daemons = pods.filter((pod) => ownerKind(pod) === 'DaemonSet').map(label);
  const bare = pods.filter((pod) => ownerKind(pod) === '').map(label);
  const problems: string[] = [];
  if (daemons.length > 0 && !flags.boolean('ignore-daemonsets')) {
    problems.push(`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons.join(', ')}`);
  }
  if (bare.length > 0 && !flags.boolean('force')) {
    problems.push(
      `cannot delete cannot delete Pods that declare no controller (use --force to override): ${bare.join(', ')}`,
    );
  }
  if (problems.length > 0) {
    const text = problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`;
    throw new KubectlError(
      `error: unable to drain node "${node}" due to error: ${text}, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${problems.join('\n')}`,
    );
  }
  if (daemons.length > 0) await session.error(`Warning: ignoring DaemonSet-managed Pods: ${daemons.join(', ')}\n`);
  const resource = await session.resource('pods');
  for (const pod of pods.filter((item) => ownerKind(item) !== 'DaemonSet')) {
    const target = { resource, namespace: namespaceOf(pod), name: nameOf(pod), object: pod, source: '' };
    await session.print(`evicting pod ${label(pod)}${dryRunSuffix(session)}\n`);
    if (dryRunOf(session) === 'client') continue;
    await session.client.json({
      method: 'POST',
      path: targetPath(target, 'eviction'),
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: target.name, namespace: target.namespace } },
    });
    await waitUntilGone(session, target);
    await session.print(`pod/${target.name} evicted\n`);
  }
}
