import { parse } from 'yaml';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { isRecord, type JsonObject, listAt, stringAt } from '../json.ts';
import { absolute } from '../resources/absolute-path.ts';
import { GO_YAML } from '../resources/go-yaml.ts';
import type { Session } from '../session.ts';
import { fail } from './resource.ts';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields of types.Kustomization. */
const FIELDS = new Set(
  'apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations patchesStrategicMerge patchesJson6902 patches images imageTags replacements replicas vars sortOptions resources components crds bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator generatorOptions configurations generators transformers validators buildMetadata'.split(
    ' ',
  ),
);

/** A field, what takes its place, and what is said before the advice. */
const DEPRECATED: readonly (readonly [string, string, string])[] = [
  ['bases', 'resources', ''],
  ['commonLabels', 'labels', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
];

const SHOWN_NAMES = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";

export interface Kustomization {
  /** Absolute. */
  readonly directory: string;
  readonly fields: JsonObject;
}

/** Reads the kustomization of a directory; one that is not there ends with kustomize's words. */
export function readKustomization(session: Session, directory: string): Kustomization {
  const { files } = session.machine;
  const found = FILE_NAMES.filter((name) => files.exists(`${directory}/${name}`));
  if (found.length === 0) fail(`unable to find one of ${SHOWN_NAMES} in directory '${directory}'`);
  if (found.length > 1) fail(`Found multiple kustomization files under: ${directory}\n`);
  const text = Buffer.from(files.read(`${directory}/${found[0]!}`)).toString('utf8');
  let fields: unknown;
  try {
    fields = parse(text, { ...GO_YAML, maxAliasCount: 100 });
  } catch (error) {
    const line = /at line (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? '1';
    return fail(
      `invalid Kustomization: yaml: line ${line}: ${error instanceof Error ? error.message.split('\n')[0]!.replace(/ at line.*/, '') : ''}`,
    );
  }
  if (!isRecord(fields)) return fail(`kustomization.yaml is empty`);
  const unknown = Object.keys(fields).filter((field) => !FIELDS.has(field));
  if (unknown.length > 0) fail(`invalid Kustomization: json: unknown field "${unknown.sort()[0]}"`);
  for (const [field, instead, how] of DEPRECATED)
    if (fields[field] !== undefined && fields[field] !== null)
      session.aside(
        `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${how}Run 'kustomize edit fix' to update your Kustomization automatically.\n`,
      );
  return { directory, fields };
}

/** The directory that `kubectl kustomize DIR` and -k name. */
export function rootDirectory(session: Session, path: string): string {
  const { files } = session.machine;
  const whole = absolute(session, path);
  if (!files.exists(whole))
    fail(
      `must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${whole}: no such file or directory`,
    );
  if (files.stat(whole).kind !== 'directory') fail(`must build at directory: '${path}': file is not directory`);
  return whole;
}

export function readText(session: Session, directory: string, path: string): string {
  const whole = inside(directory, path);
  try {
    return Buffer.from(session.machine.files.read(whole)).toString('utf8');
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(`open ${whole}: ${error.message.toLowerCase()}`);
  }
}

/** `path` below `directory`, `..` resolved. */
export function inside(directory: string, path: string): string {
  const parts: string[] = path.startsWith('/') ? [] : directory.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const stringsAt = (fields: JsonObject, field: string): string[] => listAt(fields, field).map(String);

export const textOr = (fields: unknown, field: string, fallback: string): string => stringAt(fields, field) || fallback;
