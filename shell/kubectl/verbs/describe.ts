import { boolean, integer } from '../command-line/flag-table.ts';
import { describerFor } from '../describe/describers.ts';
import { eventLines } from '../describe/parts.ts';
import { eventsOf } from '../describe/related.ts';
import { alignTabs } from '../describe/tab-writer.ts';
import { isNotFound, KubectlError, throwAll } from '../errors.ts';
import { SELECTION_FLAGS, select } from '../resources/selected.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const describe: Verb = {
  name: 'describe',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: { ...SELECTION_FLAGS, 'chunk-size': integer(undefined, '500'), 'show-events': boolean(undefined, true) },
  run: async (session, args) => {
    if (args.length === 0 && session.flags.strings('filename').length === 0) {
      throw new KubectlError(
        'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const { targets, errors } = await select(session, args, { fetch: true, listWithoutName: true });
    if (args.length === 2 && errors.length === 1 && isNotFound(errors[0]))
      return describeMatching(session, args[0]!, args[1]!, errors[0]);
    // Infos() of a builder that met an error gives no objects at all.
    const described = errors.length > 0 ? [] : targets;
    const texts = await Promise.all(described.map((target) => describeOne(session, target)));
    if (texts.length > 0) await session.print(texts.join('\n\n'));
    else if (errors.length === 0) {
      const everywhere = session.flags.boolean('all-namespaces');
      await session.error(
        everywhere ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`,
      );
    }
    throwAll(errors);
    return 0;
  },
};

/** Where nothing has the name, everything whose name begins with it. */
async function describeMatching(session: Session, type: string, prefix: string, notFound: unknown): Promise<number> {
  const { targets, errors } = await select(session, [type], { fetch: true, listWithoutName: true });
  throwAll(errors);
  const matching = targets.filter((target) => target.name.startsWith(prefix));
  if (matching.length === 0) throw notFound;
  for (const target of matching) await session.print(`${await describeOne(session, target)}\n`);
  return 0;
}

/** Kinds that kubectl describes without their events. */
const WITHOUT_EVENTS = new Set([
  'Namespace',
  'Secret',
  'LimitRange',
  'ResourceQuota',
  'NetworkPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
]);

async function describeOne(session: Session, target: Target): Promise<string> {
  const lines = [...(await describerFor(target)(session, target, target.object!))];
  const withEvents = session.flags.boolean('show-events') && !WITHOUT_EVENTS.has(target.resource.kind);
  if (withEvents) lines.push(...eventLines(await eventsOf(session, target), session.now()));
  return `${alignTabs(lines.join('\n')).replaceAll('\u001b', '^[')}\n`;
}
