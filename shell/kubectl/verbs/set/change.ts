import {
  boolean,
  DRY_RUN_FLAG,
  FILE_FLAGS,
  type FlagTable,
  PRINT_FLAGS,
  string,
} from '../../command-line/flag-table.ts';
import { KubectlError, messageFor, StatusError, throwAll } from '../../errors.ts';
import { isRecord, type JsonObject, type MutableJson, mutableCopy } from '../../json.ts';
import { twoWayPatch } from '../../patch/two-way-merge.ts';
import { dryRunOf, report } from '../../printers/output.ts';
import { selected } from '../../resources/selected.ts';
import { type Target, targetPath } from '../../resources/target.ts';
import type { Session } from '../../session.ts';

/** Flags of every `kubectl set`. */
export const SET_FLAGS: FlagTable = {
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  all: boolean(),
  'field-manager': string(undefined, 'kubectl-set'),
  local: boolean(),
  selector: string('l'),
};

const LOCAL =
  "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** The objects to change: asked for, or with --local read from files alone. */
export async function objectsToSet(session: Session, resources: readonly string[]): Promise<Target[]> {
  const local = session.flags.boolean('local');
  if (local && resources.length > 0) throw new KubectlError(LOCAL);
  return selected(session, resources, { fetch: !local });
}

export function refuseSelection({ flags }: Session): void {
  if (flags.boolean('all') && flags.string('selector'))
    throw new KubectlError('error: cannot set --all and --selector at the same time');
}

export function refuseLocalServer(session: Session): void {
  if (session.flags.boolean('local') && dryRunOf(session) === 'server')
    throw new KubectlError('error: cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
}

export interface Change {
  /** Said after the name: `image updated`. */
  readonly word: string;
  /** Said before the server's refusal. */
  readonly failure: string;
  /** Changes the copy it is given; throws a plain Error with what is wrong about the object. */
  readonly apply: (object: MutableJson, target: Target) => void;
  /** A patch is sent even when nothing has changed. */
  readonly always?: boolean;
}

/** Thrown by a change: this object is none that it can change. */
export class Unfit extends Error {}

/** Changes each object, and sends what has changed as a strategic merge patch (set/helper.go CalculatePatches). */
export async function changeEach(session: Session, targets: readonly Target[], change: Change): Promise<number> {
  const errors: unknown[] = [];
  for (const target of targets) {
    try {
      await changeOne(session, target, change);
    } catch (error) {
      if (error instanceof Unfit) errors.push(new KubectlError(unfitText(session, target, error)));
      else if (error instanceof StatusError) errors.push(new KubectlError(`error: ${change.failure} ${error.message}`));
      else errors.push(error);
    }
  }
  const [only] = errors;
  if (errors.length > 1) throw new KubectlError(errors.map((error) => aggregateLine(error)).join('\n'));
  throwAll(only === undefined ? [] : [only]);
  return 0;
}

const aggregateLine = (error: unknown): string => messageFor(error);

function unfitText(session: Session, target: Target, error: Unfit): string {
  const name = session.flags.boolean('local') ? target.resource.kind.toLowerCase() : target.resource.name;
  return `error: ${name}/${target.name} ${error.message}\n`;
}

async function changeOne(session: Session, target: Target, change: Change): Promise<void> {
  const before = target.object!;
  const after = mutableCopy(before);
  change.apply(after, target);
  const patch = twoWayPatch(before, after, true);
  if (Object.keys(patch).length === 0 && !change.always) return;
  let object: JsonObject = after;
  if (!session.flags.boolean('local') && dryRunOf(session) !== 'client') {
    object = await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      contentType: 'application/strategic-merge-patch+json',
      query: {
        fieldManager: session.flags.string('field-manager'),
        dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
      },
      body: patch,
    });
  }
  await report(session, object, change.word, target.resource, { typed: true });
}

/** The spec of the pods that an object makes (polymorphichelpers.UpdatePodSpecForObject). */
export function podSpecOf(object: MutableJson, target: Target): MutableJson {
  const { kind, version } = target.resource;
  const path =
    kind === 'Pod'
      ? ['spec']
      : kind === 'CronJob'
        ? ['spec', 'jobTemplate', 'spec', 'template', 'spec']
        : ['spec', 'template', 'spec'];
  let spec: unknown = object;
  for (const field of path) spec = isRecord(spec) ? spec[field] : undefined;
  if (!WITH_PODS.has(kind) || !isRecord(spec))
    throw new Unfit(`the object is not a pod or does not have a pod template: *${version}.${kind}`);
  return spec as MutableJson;
}

const WITH_PODS = new Set([
  'Pod',
  'ReplicationController',
  'Deployment',
  'DaemonSet',
  'ReplicaSet',
  'StatefulSet',
  'Job',
  'CronJob',
]);

/** The containers of a pod's spec under `field`, which may be changed. */
export function containersIn(spec: MutableJson, field: string): MutableJson[] {
  const list = spec[field];
  return Array.isArray(list) ? list.filter(isRecord).map((item) => item as MutableJson) : [];
}

/** A name against `web*` (set/helper.go selectString). */
export function matchesName(name: string, pattern: string): boolean {
  if (!pattern.includes('*') || pattern === '*') return pattern === '*' || name === pattern;
  const parts = pattern.split('*');
  const last = parts.length - 1;
  let at = 0;
  for (const [place, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(at).indexOf(part);
    if (next < at || (place === 0 && at !== 0) || (place === last && name.length !== part.length + next)) return false;
    at = next;
  }
  return true;
}
