import { string } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { ensureRecord, mutableCopy } from '../../json.ts';
import { twoWayPatch } from '../../patch/two-way-merge.ts';
import { dryRunOf, report } from '../../printers/output.ts';
import { labelSelectorOf } from '../../resources/label-selector.ts';
import { type Target, targetPath } from '../../resources/target.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';
import { objectsToSet, SET_FLAGS } from './change.ts';

export const selector: Verb = {
  name: 'selector',
  usage: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  flags: { ...SET_FLAGS, 'resource-version': string() },
  run: async (session, args) => {
    const expression = args.at(-1);
    if (expression === undefined) throw new KubectlError('error: one selector is required');
    const wanted = labelSelectorOf(expression);
    for (const target of await objectsToSet(session, args.slice(0, -1))) await setOne(session, target, wanted);
    return 0;
  },
};

async function setOne(session: Session, target: Target, wanted: ReturnType<typeof labelSelectorOf>): Promise<void> {
  if (target.resource.kind !== 'Service')
    throw new KubectlError('error: setting a selector is only supported for Services');
  const expressions = wanted['matchExpressions'];
  if (Array.isArray(expressions)) {
    const shown = expressions.map((each: Record<string, unknown>) => {
      const values = Array.isArray(each['values']) ? each['values'].join(' ') : '';
      return `{${String(each['key'])} ${String(each['operator'])} [${values}]}`;
    });
    throw new KubectlError(`error: match expression [${shown.join(' ')}] not supported on this object`);
  }
  const after = mutableCopy(target.object!);
  ensureRecord(after, 'spec')['selector'] = wanted['matchLabels'] ?? {};
  const version = session.flags.string('resource-version');
  const patch = twoWayPatch(target.object!, after, true);
  if (version) patch['metadata'] = { resourceVersion: version };
  if (session.flags.boolean('local') || dryRunOf(session) === 'client')
    return report(session, after, 'selector updated', target.resource);
  const object = await session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    contentType: 'application/strategic-merge-patch+json',
    query: {
      fieldManager: session.flags.string('field-manager'),
      dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
    },
    body: patch,
  });
  return report(session, object, 'selector updated', target.resource);
}
