import { isRecord, type JsonObject, type MutableJson, stringAt } from '../json.ts';
import { parseManifest } from '../resources/parse-manifest.ts';
import type { Session } from '../session.ts';
import { addHashes, generate } from './generators.ts';
import { inside, readKustomization, readText, rootDirectory, stringsAt } from './kustomization.ts';
import { legacyOrder } from './order.ts';
import { applyJsonPatches, applyPatches } from './patches.ts';
import { fixReferences } from './references.ts';
import { replace } from './replacements.ts';
import { fail, idText, type Resource, resourceOf } from './resource.ts';
import { addAnnotations, addLabels, addToNames, setImages, setNamespace, setReplicas } from './transform.ts';

/** Kustomizations within each other. */
const MAX_DEPTH = 32;
const MAX_RESOURCES = 5000;

/** The objects of the kustomization in a directory, in the order in which they are applied. */
export function build(session: Session, path: string): JsonObject[] {
  const directory = rootDirectory(session, path);
  const { fields } = readKustomization(session, directory);
  const resources: Resource[] = [];
  accumulate(session, directory, fields, resources, [directory]);
  addHashes(resources);
  fixReferences(resources);
  const isFirstComeOrder = isRecord(fields['sortOptions']) && fields['sortOptions']['order'] === 'fifo';
  const inOrder = isFirstComeOrder ? resources : legacyOrder(resources);
  return inOrder.filter(({ object }) => !isLocal(object)).map(({ object }) => object);
}

/** Objects that the configuration alone needs. */
function isLocal(object: JsonObject): boolean {
  const metadata = object['metadata'];
  return stringAt(metadata, 'annotations', 'config.kubernetes.io/local-config') === 'true';
}

function accumulate(
  session: Session,
  directory: string,
  fields: JsonObject,
  resources: Resource[],
  within: readonly string[],
): void {
  if (within.length > MAX_DEPTH) fail('kustomizations within each other too deeply');
  const own: Resource[] = [];
  for (const entry of [...stringsAt(fields, 'resources'), ...stringsAt(fields, 'bases')])
    addEntry(session, directory, entry, own, within);
  generate(session, directory, fields, own);
  for (const entry of stringsAt(fields, 'components')) addComponent(session, directory, entry, own, within);
  transform(session, directory, fields, own);
  for (const resource of own) append(resources, resource);
}

function transform(session: Session, directory: string, fields: JsonObject, own: Resource[]): void {
  applyPatches(session, directory, fields, own);
  setNamespace(own, stringAt(fields, 'namespace'));
  addToNames(own, stringAt(fields, 'namePrefix'), stringAt(fields, 'nameSuffix'));
  addLabels(own, fields);
  addAnnotations(own, fields);
  applyJsonPatches(session, directory, fields, own);
  setReplicas(own, fields);
  setImages(own, fields);
  replace(session, directory, fields, own);
}

function append(resources: Resource[], resource: Resource): void {
  const id = idText(resource);
  if (resources.some((other) => idText(other) === id))
    fail(`may not add resource with an already registered id: ${id}`);
  if (resources.length >= MAX_RESOURCES) fail(`more than ${MAX_RESOURCES} resources`);
  resources.push(resource);
}

function addEntry(
  session: Session,
  directory: string,
  entry: string,
  own: Resource[],
  within: readonly string[],
): void {
  const place = inside(directory, entry);
  const { files } = session.machine;
  const doing = `accumulating resources: accumulation err='accumulating resources from '${entry}':`;
  const build = 'must build at directory: not a valid directory:';
  if (!files.exists(place)) {
    const link = `evalsymlink failure on '${place}' : lstat ${place}: no such file or directory`;
    fail(`${doing} ${link}': ${build} ${link}`);
  }
  if (files.stat(place).kind !== 'directory' && !place.startsWith(`${directory}/`))
    fail(
      `${doing} security; file '${place}' is not in or below '${directory}'': must build at directory: '${place}': file is not directory`,
    );
  if (files.stat(place).kind === 'directory') return addDirectory(session, entry, place, own, within);
  for (const { object } of parseManifest(readText(session, directory, entry), entry))
    append(own, resourceOf(object as MutableJson));
}

function addDirectory(
  session: Session,
  entry: string,
  place: string,
  own: Resource[],
  within: readonly string[],
): void {
  if (within.includes(place))
    fail(
      `accumulating resources: accumulation err='accumulating resources from '${entry}': read ${place}: is a directory': cycle detected: candidate root '${place}' contains visited root '${within.at(-1)}'`,
    );
  const { fields } = readKustomization(session, place);
  accumulate(session, place, fields, own, [...within, place]);
}

/** A component changes what its parent has, and may add to it. */
function addComponent(
  session: Session,
  directory: string,
  entry: string,
  own: Resource[],
  within: readonly string[],
): void {
  const place = inside(directory, entry);
  const { fields } = readKustomization(session, place);
  if (stringAt(fields, 'kind') !== 'Component')
    fail(
      `accumulating components: accumulateDirectory: expected kind 'Component' for path '${place}' but got 'Kustomization'`,
    );
  for (const inner of stringsAt(fields, 'resources')) addEntry(session, place, inner, own, [...within, place]);
  generate(session, place, fields, own);
  for (const inner of stringsAt(fields, 'components')) addComponent(session, place, inner, own, [...within, place]);
  transform(session, place, fields, own);
}
