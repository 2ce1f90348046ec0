import { DRY_RUN_FLAG, duration, integer, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import { numberAt, stringAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const scale: Verb = {
  name: 'scale',
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  flags: {
    ...SELECTION_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    'current-replicas': integer(undefined, '-1'),
    replicas: integer(),
    'resource-version': string(),
    timeout: duration(),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (!flags.changed('replicas')) throw new KubectlError('error: required flag(s) "replicas" not set');
    const replicas = flags.integer('replicas');
    if (replicas < 0)
      throw new KubectlError(
        'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
      );
    for (const target of await targetsFor(session, args)) {
      if (!target.resource.subresources.includes('scale')) {
        throw new KubectlError(`Error from server (NotFound): the server could not find the requested resource`);
      }
      const expected = flags.integer('current-replicas');
      const version = flags.string('resource-version');
      const found = stringAt(target.object, 'metadata', 'resourceVersion');
      if (version && version !== found)
        throw new KubectlError(`error: Expected resource version to be ${version}, was ${found}`);
      const present = numberAt(target.object, 'spec', 'replicas') ?? 0;
      if (expected >= 0 && expected !== present) {
        throw new KubectlError(`error: Expected replicas to be ${expected}, was ${present}`);
      }
      if (dryRunOf(session) !== 'client') {
        await session.client.json({
          method: 'PATCH',
          path: targetPath(target, 'scale'),
          contentType: 'application/merge-patch+json',
          body: {
            ...(flags.string('resource-version') && {
              metadata: { resourceVersion: flags.string('resource-version') },
            }),
            spec: { replicas },
          },
          query: { dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
        });
      }
      const object = stringAt(target.object, 'kind') ? target.object! : { metadata: { name: target.name } };
      await report(session, object, 'scaled', target.resource);
    }
    return 0;
  },
};

/** kubectl's own words when nothing of what was named is there. */
function targetsFor(session: Session, args: readonly string[]): Promise<Target[]> {
  return selected(session, args, { fetch: true }).catch((error: unknown) => {
    if (!isNotFound(error) || !(error instanceof Error)) throw error;
    throw new KubectlError(`error: no objects passed to scale ${error.message}`);
  });
}
