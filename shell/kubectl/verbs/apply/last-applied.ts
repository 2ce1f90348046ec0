import { boolean, DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, string } from '../../command-line/flag-table.ts';
import { KubectlError, throwAll, UsageError } from '../../errors.ts';
import { stringAt } from '../../json.ts';
import { appliedText, LAST_APPLIED } from '../../patch/last-applied.ts';
import { toJson } from '../../printers/json.ts';
import { dryRunOf, report } from '../../printers/output.ts';
import { toYaml } from '../../printers/yaml.ts';
import { targetsOf } from '../../resources/manifests.ts';
import { NOTHING, select } from '../../resources/selected.ts';
import { getTarget, type Target, targetPath } from '../../resources/target.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';

export const viewLastApplied: Verb = {
  name: 'view-last-applied',
  usage: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  flags: { ...FILE_FLAGS, all: boolean(), output: string('o', 'yaml'), selector: string('l') },
  run: async (session, args) => {
    const output = session.flags.string('output');
    if (output !== 'yaml' && output !== 'json')
      throw new UsageError(
        `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
        'apply view-last-applied',
      );
    const { targets, errors } = await select(session, args, { fetch: true });
    for (const { object } of targets) {
      const text = stringAt(object, 'metadata', 'annotations', LAST_APPLIED);
      if (!text) continue;
      const applied: unknown = JSON.parse(text);
      await session.print(output === 'yaml' ? toYaml(applied) : toJson(applied).replaceAll('    ', '  '));
    }
    throwAll(errors);
    return 0;
  },
};

export const setLastApplied: Verb = {
  name: 'set-last-applied',
  usage: 'apply set-last-applied -f FILENAME',
  flags: { ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, 'create-annotation': boolean() },
  run: async (session) => {
    const { targets, errors } = await targetsOf(session);
    throwAll(errors);
    if (targets.length === 0) throw new KubectlError(NOTHING);
    for (const target of targets) await setOne(session, target);
    return 0;
  },
};

async function setOne(session: Session, target: Target): Promise<void> {
  const current = await getTarget(session, target);
  const before = stringAt(current, 'metadata', 'annotations', LAST_APPLIED);
  if (!before && !session.flags.boolean('create-annotation'))
    throw new KubectlError(
      `error: no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`,
    );
  const wanted = appliedText(target.object!);
  if (before === wanted) return session.print(`set-last-applied ${target.name}: no changes required.\n`);
  const mode = dryRunOf(session);
  if (mode === 'client') return report(session, current, 'configured', target.resource);
  const patched = await session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    query: { dryRun: mode === 'server' ? 'All' : undefined },
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { [LAST_APPLIED]: wanted } } },
  });
  await report(session, patched, 'configured', target.resource);
}
