import { parse } from 'yaml';
import { runInPlace } from '../../commands/run-in-place.ts';
import { groupVersion } from '../client/discovery.ts';
import { FILE_FLAGS, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, StatusError } from '../errors.ts';
import { isRecord, type JsonObject, jsonEqual, mutableCopy } from '../json.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { twoWayPatch } from '../patch/two-way-merge.ts';
import { report } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import { GO_YAML } from '../resources/go-yaml.ts';
import { selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** Times the editor is opened again after a refusal. */
const MAX_ATTEMPTS = 20;

export const edit: Verb = {
  name: 'edit',
  usage: 'edit (RESOURCE/NAME | -f FILENAME)',
  flags: { ...FILE_FLAGS, ...PRINT_FLAGS, 'field-manager': string(undefined, 'kubectl-edit'), selector: string('l') },
  run: async (session, args) => {
    for (const target of await selected(session, args, { fetch: true })) await editOne(session, target);
    return 0;
  },
};

async function editOne(session: Session, target: Target): Promise<void> {
  const before = withoutManagedFields(target.object!);
  const path = `/tmp/kubectl-edit-${session.machine.random.suffix(10)}.yaml`;
  let problem = '';
  let text = toYaml(before);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const shown = HEADER + (problem ? `${problem.replace(/^/gm, '# ')}\n#\n` : '') + text;
    session.machine.files.write(path, Buffer.from(shown), 0o600);
    await openEditor(session, path);
    const edited = stripped(Buffer.from(session.machine.files.read(path)).toString('utf8'));
    if (edited.trim() === '') return finish(session, path, 'Edit cancelled, saved file was empty.\n');
    if (edited === stripped(text) && attempt === 0) return finish(session, path, 'Edit cancelled, no changes made.\n');
    if (edited === stripped(text)) {
      await session.error(`error: Edit cancelled, no valid changes were saved.\n`);
      throw new KubectlError(`A copy of your changes has been stored to "${path}"`);
    }
    text = edited;
    const outcome = await save(session, target, before, edited);
    if (outcome === null) return session.machine.files.remove(path);
    problem = outcome;
  }
}

async function finish(session: Session, path: string, sentence: string): Promise<void> {
  session.machine.files.remove(path);
  await session.error(sentence);
}

/** Null when it was taken; otherwise what is wrong. */
async function save(session: Session, target: Target, before: JsonObject, text: string): Promise<string | null> {
  let after: unknown;
  try {
    after = parse(text, GO_YAML);
  } catch (error) {
    return `The edited file had a syntax error: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
  if (!isRecord(after)) return 'The edited file had a syntax error: no object';
  if (jsonEqual(after, before)) {
    await session.print(`${target.resource.kind.toLowerCase()}/${target.name} skipped\n`);
    return null;
  }
  const strategic = isBuiltIn(groupVersion(target.resource.group, target.resource.version));
  try {
    const patched = await session.client.json({
      method: 'PATCH',
      path: targetPath(target),
      contentType: strategic ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
      query: { fieldManager: session.flags.string('field-manager'), fieldValidation: 'Strict' },
      body: twoWayPatch(before, after, strategic),
    });
    await report(session, patched, 'edited', target.resource);
    return null;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    await session.error(`error: ${target.resource.name} "${target.name}" could not be patched: ${error.message}\n`);
    return `${target.resource.name} "${target.name}" was not valid:\n* ${error.message}`;
  }
}

const stripped = (text: string): string => text.replace(/^\s*#.*\n?/gm, '');

function withoutManagedFields(object: JsonObject): JsonObject {
  const copy = mutableCopy(object);
  if (isRecord(copy['metadata'])) delete (copy['metadata'] as Record<string, unknown>)['managedFields'];
  return copy;
}

/** $KUBE_EDITOR, $EDITOR, else nano, in the foreground of this terminal. */
async function openEditor(session: Session, path: string): Promise<void> {
  const { process, machine } = session;
  const line = process.environment['KUBE_EDITOR'] || process.environment['EDITOR'] || 'nano';
  const words = line.split(/\s+/);
  const program = machine.programs.find(words[0]!.slice(words[0]!.lastIndexOf('/') + 1));
  if (!program) throw new KubectlError(`error: unable to launch the editor "${words[0]}"`);
  const code = await runInPlace(process, program, [...words, path]);
  if (code !== 0) throw new KubectlError(`error: there was a problem with the editor "${words[0]}"`);
}
