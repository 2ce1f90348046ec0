import { parse } from 'yaml';
import type { ApiResource } from '../client/discovery.ts';
import { kindName } from '../client/resource-mapper.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, jsonEqual, nameOf } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { GO_YAML } from '../resources/go-yaml.ts';
import { readFile } from '../resources/manifests.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { targetPath } from '../resources/target.ts';
import { PATCH_TYPES, type PatchKind } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const patch: Verb = {
  name: 'patch',
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  flags: {
    ...SELECTION_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    'field-manager': string(),
    patch: string('p'),
    'patch-file': string(),
    subresource: string(),
    type: string(undefined, 'strategic'),
  },
  run: async (session, args) => {
    const { flags } = session;
    const kind = flags.string('type').toLowerCase();
    if (!Object.hasOwn(PATCH_TYPES, kind)) {
      throw new KubectlError(`error: --type must be one of [json merge strategic], not "${kind}"`);
    }
    if (flags.string('patch') && flags.string('patch-file'))
      throw new KubectlError('error: cannot specify --patch and --patch-file together');
    const text = flags.string('patch-file') ? patchFile(session, flags.string('patch-file')) : flags.string('patch');
    if (!text)
      throw new KubectlError('error: must specify --patch or --patch-file containing the contents of the patch');
    const body = parsePatch(text);
    for (const target of await selected(session, args, { fetch: true })) {
      if (dryRunOf(session) === 'client') {
        await said(session, target.object!, 'patched', target.resource);
        continue;
      }
      const patched = await session.client.json({
        method: 'PATCH',
        path: targetPath(target, flags.string('subresource') || undefined),
        contentType: PATCH_TYPES[kind as PatchKind],
        query: {
          fieldManager: flags.string('field-manager') || 'kubectl-patch',
          dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
        },
        body,
      });
      const changed = !jsonEqual(patched, target.object);
      await said(session, patched, changed ? 'patched' : 'patched (no change)', target.resource);
    }
    return 0;
  },
};

/** The real kubectl forgets here that it only tried. */
function said(session: Session, object: JsonObject, operation: string, resource: ApiResource): Promise<void> {
  if (session.flags.string('output')) return report(session, object, operation, resource);
  return session.print(`${kindName(resource)}/${nameOf(object)} ${operation}\n`);
}

function patchFile(session: Session, path: string): string {
  try {
    return readFile(session, path);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(error.message.replace('error: ', 'error: unable to read patch file: '));
  }
}

function parsePatch(text: string): unknown {
  try {
    // What is no object is the server's to refuse.
    const value: unknown = parse(text, GO_YAML);
    return typeof value === 'object' ? value : JSON.stringify(value);
  } catch {
    // Falls through to the same answer as for a patch that is no object.
  }
  throw new KubectlError(`error: unable to parse "${text}": yaml: did not find expected node content`);
}
