import { runInPlace } from '../../commands/run-in-place.ts';
import { groupVersion } from '../client/discovery.ts';
import { boolean, FILE_FLAGS, integer, string, strings } from '../command-line/flag-table.ts';
import { AggregateFailure, describeFailure, isNotFound, KubectlError } from '../errors.ts';
import { ensureRecord, isRecord, type JsonObject, mutableCopy } from '../json.ts';
import { lastApplied } from '../patch/last-applied.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { threeWayPatch } from '../patch/three-way-merge.ts';
import { toYaml } from '../printers/yaml.ts';
import { refuseFileFlags, targetsOf } from '../resources/manifests.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

/** Exit code of a failure; 1 means that something differs. */
const TROUBLE = 2;

export const diff: Verb = {
  name: 'diff',
  usage: 'diff -f FILENAME',
  flags: {
    ...FILE_FLAGS,
    concurrency: integer(undefined, '1'),
    'field-manager': string(undefined, 'kubectl-client-side-apply'),
    'force-conflicts': boolean(),
    prune: boolean(),
    'prune-allowlist': strings(),
    selector: string('l'),
    'server-side': boolean(),
    'show-managed-fields': boolean(),
  },
  run: async (session, args) => {
    try {
      if (args.length > 0)
        throw new KubectlError(
          `error: Unexpected args: [${args.join(' ')}]\nSee 'kubectl diff -h' for help and examples`,
        );
      refuseFileFlags(session);
      return await compare(session);
    } catch (error) {
      const described = describeFailure(error);
      if (!described) throw error;
      throw new KubectlError(described.text, TROUBLE);
    }
  },
};

async function compare(session: Session): Promise<number> {
  const { targets, errors } = await targetsOf(session);
  if (errors.length > 0) throw new AggregateFailure(errors);
  const suffix = () => String(session.machine.random.integer(4_294_967_295));
  const [live, merged] = [`/tmp/LIVE-${suffix()}`, `/tmp/MERGED-${suffix()}`];
  const names: string[] = [];
  try {
    for (const target of targets) {
      const [before, after] = masked(target, ...(await states(session, target)));
      const name = fileName(target);
      names.push(name);
      session.machine.files.makeDirectory(live, { recursive: true });
      session.machine.files.makeDirectory(merged, { recursive: true });
      for (const [directory, object] of [
        [live, before],
        [merged, after],
      ] as const)
        if (object || isSecret(target))
          session.machine.files.write(
            `${directory}/${name}`,
            Buffer.from(object ? toYaml(shown(session, object)) : 'null\n'),
          );
    }
    return await runDiff(session, live, merged, names);
  } finally {
    for (const directory of [live, merged]) {
      for (const name of names) removeIfThere(session, `${directory}/${name}`);
      removeIfThere(session, directory);
    }
  }
}

function removeIfThere(session: Session, path: string): void {
  if (session.machine.files.exists(path)) session.machine.files.remove(path);
}

/** What is there, and what would be there after an apply. */
async function states(session: Session, target: Target): Promise<[JsonObject | null, JsonObject]> {
  const live = await getTarget(session, target).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  const { flags } = session;
  const query = { dryRun: 'All', fieldManager: flags.string('field-manager') };
  if (flags.boolean('server-side')) {
    const fieldManager = flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl';
    const merged = await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      query: { ...query, fieldManager, force: String(flags.boolean('force-conflicts')) },
      contentType: 'application/apply-patch+yaml',
      body: target.object,
    });
    return [live, merged];
  }
  if (!live) return [null, await createFrom(session, { ...target, source: '' }, target.object!, query)];
  const strategic = isBuiltIn(groupVersion(target.resource.group, target.resource.version));
  const patch = threeWayPatch(lastApplied(live) ?? {}, withAnnotations(target.object!), live, strategic);
  if (Object.keys(patch).length === 0) return [live, live];
  const merged = await session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    query,
    contentType: strategic ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
    body: patch,
  });
  return [live, merged];
}

/** As apply would send it: annotations that it does not name stay. */
function withAnnotations(object: JsonObject): JsonObject {
  const copy = mutableCopy(object);
  ensureRecord(copy, 'metadata', 'annotations');
  return copy;
}

function shown(session: Session, object: JsonObject): JsonObject {
  if (session.flags.boolean('show-managed-fields')) return object;
  const copy = mutableCopy(object);
  if (isRecord(copy['metadata'])) delete (copy['metadata'] as Record<string, unknown>)['managedFields'];
  return copy;
}

/** A Secret that is not there yet has gone through the mask as nothing. */
const isSecret = ({ resource }: Target): boolean => resource.kind === 'Secret' && resource.group === '';

function fileName({ resource, namespace, name }: Target): string {
  const { group, version, kind } = resource;
  return `${group ? `${group}.` : ''}${version}.${kind}.${namespace}.${name}`;
}

/** Values of Secrets are not shown, only that they differ. */
function masked(target: Target, before: JsonObject | null, after: JsonObject): [JsonObject | null, JsonObject] {
  if (!isSecret(target)) return [before, after];
  const [left, right] = [dataOf(before), dataOf(after)];
  const hide = (own: JsonObject, other: JsonObject, word: string) =>
    Object.fromEntries(
      Object.keys(own).map((key) => [key, key in other && other[key] !== own[key] ? `*** (${word})` : '***']),
    );
  const withData = (object: JsonObject, data: JsonObject) =>
    Object.keys(data).length > 0 ? { ...object, data } : object;
  return [before && withData(before, hide(left, right, 'before')), withData(after, hide(right, left, 'after'))];
}

const dataOf = (object: JsonObject | null): JsonObject => {
  const data = object?.['data'];
  return isRecord(data) ? data : {};
};

/** The machine's own diff, or KUBECTL_EXTERNAL_DIFF. */
async function runDiff(session: Session, live: string, merged: string, names: readonly string[]): Promise<number> {
  const [command = 'diff', ...options] = (session.process.environment['KUBECTL_EXTERNAL_DIFF'] ?? '')
    .split(' ')
    .filter(Boolean);
  const program = session.machine.programs.find(command);
  if (!program)
    throw new KubectlError(`error: failed to run "${command}": executable file not found in $PATH`, TROUBLE);
  if (session.process.environment['KUBECTL_EXTERNAL_DIFF'])
    return runInPlace(session.process, program, [command, ...options, live, merged]);
  let worst = 0;
  for (const name of [...new Set(names)].sort()) {
    const pair = [`${live}/${name}`, `${merged}/${name}`] as const;
    if (contents(session, pair[0]) === contents(session, pair[1])) continue;
    await session.print(`diff -u -N ${pair.join(' ')}\n`);
    worst = Math.max(worst, await runInPlace(session.process, program, ['diff', '-u', '-N', ...pair]));
  }
  return worst;
}

function contents(session: Session, path: string): string {
  const { files } = session.machine;
  return files.exists(path) ? Buffer.from(files.read(path)).toString('utf8') : '';
}
