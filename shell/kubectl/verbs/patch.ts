import { parse } from 'yaml';
import { DRY_RUN_FLAG, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { jsonEqual } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { readFile } from '../resources/manifests.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { targetPath } from '../resources/target.ts';
import { PATCH_TYPES, type PatchKind } from '../resources/write.ts';
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
    const text = flags.string('patch-file') ? readFile(session, flags.string('patch-file')) : flags.string('patch');
    if (!text)
      throw new KubectlError('error: must specify --patch or --patch-file containing the contents of the patch');
    const body = parsePatch(text);
    for (const target of await selected(session, args, { fetch: true })) {
      if (dryRunOf(session) === 'client') {
        await report(session, target.object!, 'patched', target.resource);
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
      await report(session, patched, changed ? 'patched' : 'patched (no change)', target.resource);
    }
    return 0;
  },
};

function parsePatch(text: string): unknown {
  try {
    // What is no object is the server's to refuse.
    const value: unknown = parse(text);
    return typeof value === 'object' ? value : JSON.stringify(value);
  } catch {
    // Falls through to the same answer as for a patch that is no object.
  }
  throw new KubectlError(`error: unable to parse "${text}": yaml: did not find expected node content`);
}
