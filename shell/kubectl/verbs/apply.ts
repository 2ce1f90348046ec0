import { type ApiResource, groupVersion } from '../client/discovery.ts';
import {
  boolean,
  DRY_RUN_FLAG,
  duration,
  FILE_FLAGS,
  integer,
  PRINT_FLAGS,
  string,
  strings,
} from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, throwAll, withSource } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { LAST_APPLIED, lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { threeWayPatch } from '../patch/three-way-merge.ts';
import { toCompactJson } from '../printers/json.ts';
import { dryRunOf, objectPrinter, report } from '../printers/output.ts';
import { labelMatcher } from '../resources/label-selector.ts';
import { refuseFileFlags, targetsOf } from '../resources/manifests.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { setLastApplied, viewLastApplied } from './apply/last-applied.ts';
import { prune, refusePrune } from './apply/prune.ts';

const MANAGER = 'kubectl-client-side-apply';

export const apply: Verb = {
  name: 'apply',
  usage: 'apply (-f FILENAME | -k DIRECTORY)',
  flags: {
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    all: boolean(),
    cascade: string(undefined, 'background', 'background'),
    'field-manager': string(),
    force: boolean(),
    'force-conflicts': boolean(),
    'grace-period': integer(undefined, '-1'),
    'openapi-patch': boolean(undefined, true),
    overwrite: boolean(undefined, true),
    prune: boolean(),
    'prune-allowlist': strings(undefined, true),
    selector: string('l'),
    'server-side': boolean(),
    timeout: duration(),
    validate: string(undefined, 'strict', 'strict'),
    wait: boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length > 0)
      throw new KubectlError(
        `error: Unexpected args: [${args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`,
      );
    refuse(session);
    const { targets: read, errors } = await targetsOf(session);
    const matches = flags.string('selector') ? labelMatcher(flags.string('selector')) : () => true;
    const targets = read.filter(({ object }) => matches(object));
    if (targets.length === 0 && errors.length === 0) throw new KubectlError('error: no objects passed to apply');
    dryRunOf(session);
    for (const target of targets) {
      try {
        await (flags.boolean('server-side') ? applyOnServer(session, target) : applyOne(session, target));
      } catch (error) {
        errors.push(error);
      }
    }
    await printSaid(session);
    throwAll(errors);
    if (flags.boolean('prune')) await prune(session, targets);
    return 0;
  },
  children: [viewLastApplied, setLastApplied],
};

function refuse(session: Session): void {
  const { flags } = session;
  refuseFileFlags(session);
  if (flags.boolean('force-conflicts') && !flags.boolean('server-side')) {
    throw new KubectlError('error: --force-conflicts only works with --server-side');
  }
  if (flags.boolean('server-side') && dryRunOf(session) === 'client') {
    throw new KubectlError(
      "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  }
  if (flags.boolean('prune')) refusePrune(session);
}

async function applyOne(session: Session, target: Target): Promise<void> {
  const modified = withLastApplied(target.object!);
  let current: JsonObject;
  try {
    current = await getTarget(session, target);
  } catch (error) {
    if (isNotFound(error)) return createApplied(session, target, modified);
    throw withSource(
      `retrieving current configuration of:\n${infoText(target)}\nfrom server for:`,
      target.source,
      error,
    );
  }
  if (dryRunOf(session) === 'client') return said(session, modified, 'configured', target.resource);
  const original = lastApplied(current);
  if (!original) {
    await session.error(
      `Warning: resource ${target.resource.name}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const strategic = isBuiltIn(groupVersion(target.resource.group, target.resource.version));
  const patch = threeWayPatch(original ?? {}, modified, current, strategic);
  if (Object.keys(patch).length === 0) return said(session, current, 'unchanged', target.resource);
  await sendPatch(session, target, patch, strategic);
}

async function sendPatch(session: Session, target: Target, patch: JsonObject, strategic: boolean): Promise<void> {
  try {
    const patched = await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      query: writeQuery(session),
      contentType: strategic ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
      body: patch,
    });
    await said(session, patched, 'configured', target.resource);
  } catch (error) {
    const doing = `applying patch:\n${toCompactJson(patch)}\nto:\n${infoText(target)}\nfor:`;
    throw withSource(doing, target.source, error);
  }
}

async function createApplied(session: Session, target: Target, modified: JsonObject): Promise<void> {
  if (dryRunOf(session) === 'client') return said(session, modified, 'created', target.resource);
  const created = await createFrom(session, target, modified, writeQuery(session));
  await said(session, created, 'created', target.resource);
}

async function applyOnServer(session: Session, target: Target): Promise<void> {
  const applied = await session.client.json({
    method: 'PATCH',
    path: targetPath(target),
    query: {
      ...writeQuery(session),
      fieldManager: session.flags.string('field-manager') || 'kubectl',
      force: String(session.flags.boolean('force-conflicts')),
    },
    contentType: 'application/apply-patch+yaml',
    body: target.object,
  });
  await said(session, applied, 'serverside-applied', target.resource);
}

function writeQuery(session: Session): Record<string, string | undefined> {
  const { flags } = session;
  return {
    dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
    fieldManager: flags.string('field-manager') || MANAGER,
    fieldValidation: validationOf(flags.string('validate')),
  };
}

/** --validate's words as the server's fieldValidation. */
export function validationOf(value: string): string {
  switch (value) {
    case 'ignore':
    case 'false':
      return 'Ignore';
    case 'warn':
      return 'Warn';
    case 'strict':
    case 'true':
      return 'Strict';
    default:
      throw new KubectlError(
        `error: invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

/** resource.Info's String. */
function infoText({ resource, name, namespace }: Target): string {
  const version = groupVersion(resource.group, resource.version);
  return `Resource: "${version}, Resource=${resource.name}", GroupVersionKind: "${version}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${namespace}"`;
}

/** Objects that -o prints at the end, several of them as one List. */
const kept = new WeakMap<Session, JsonObject[]>();

async function said(session: Session, object: JsonObject, operation: string, resource: ApiResource): Promise<void> {
  if (['', 'name'].includes(session.flags.string('output'))) return report(session, object, operation, resource);
  const objects = kept.get(session) ?? [];
  objects.push(object);
  kept.set(session, objects);
}

async function printSaid(session: Session): Promise<void> {
  const objects = kept.get(session);
  const printer = objectPrinter(session);
  if (!objects || !printer) return;
  const [first] = objects;
  const whole = objects.length === 1 ? first! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  await session.print(printer(whole));
}
