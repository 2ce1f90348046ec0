import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionNames } from './schema-table.ts';

export interface Described {
  readonly description?: string;
  /** By field; absent where the packages say nothing. */
  readonly properties: Readonly<Record<string, string>>;
}

type Declarations = ReadonlyMap<string, Described>;

/**
 * Reads the comments of two packages of type declarations. The client's are of this API's version, without line breaks and
 * without texts for fields of a type of their own; the older package has both.
 */
export function collectDescriptions(clientFolder: string, typesFolder: string | undefined): Record<string, Described> {
  const client = clientDeclarations(join(clientFolder, 'dist/gen/models'));
  const files = new Map<string, Declarations>();
  const collected: Record<string, Described> = {};
  for (const name of definitionNames()) {
    const newer = modelNames(name)
      .map((model) => client.get(model))
      .find(Boolean);
    const file = typesFolder && declarationFile(typesFolder, name);
    if (file && !files.has(file)) files.set(file, declarations(readFileSync(file, 'utf8')));
    const older = file ? files.get(file)?.get(name.slice(name.lastIndexOf('.') + 1)) : undefined;
    if (newer || older) collected[name] = merged(newer, older);
  }
  return collected;
}

function merged(newer: Described | undefined, older: Described | undefined): Described {
  const properties: Record<string, string> = { ...older?.properties };
  for (const [field, text] of Object.entries(newer?.properties ?? {})) {
    // The client describes the type of such a field, not the field.
    if (/^(IntOrString|Quantity) is /.test(text) && properties[field] !== undefined) continue;
    properties[field] = withLineBreaks(text, older?.properties[field]);
  }
  const description = newer?.description ? withLineBreaks(newer.description, older?.description) : older?.description;
  return { ...(description !== undefined && { description }), properties };
}

const unspaced = (text: string) => text.replace(/\s+/g, ' ');

/** The older text when both say the same; else two spaces, which stand where a paragraph ended. */
function withLineBreaks(text: string, older: string | undefined): string {
  if (older !== undefined && unspaced(older) === unspaced(text)) return older;
  return text.replace(/ {2}/g, '\n\n');
}

/** How the client's generator may have called a type: `V1Pod`, `CoreV1Event`. */
function modelNames(definition: string): string[] {
  const [name = '', version = '', group = ''] = definition.split('.').reverse();
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const model = upper(version) + name;
  return [upper(group) + model, model];
}

function clientDeclarations(folder: string): Declarations {
  const found = new Map<string, Described>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.d.ts')) continue;
    for (const [name, described] of declarations(readFileSync(join(folder, file), 'utf8'))) found.set(name, described);
  }
  return found;
}

function declarationFile(folder: string, definition: string): string | undefined {
  const parts = definition.split('.');
  const place = definition.startsWith('io.k8s.apimachinery.pkg.runtime.') ? 'runtime' : parts.slice(-3, -1).join('/');
  const file = join(folder, `${place}.d.ts`);
  return existsSync(file) ? file : undefined;
}

const START = /^export (?:declare class|interface|type) (\w+)/;
const FIELD = /^ {4}(?:readonly )?'?([$\w]+)'?\??:/;

/** Comments before exported types and their fields. */
function declarations(source: string): Declarations {
  const found = new Map<string, { description?: string; properties: Record<string, string> }>();
  let current: { description?: string; properties: Record<string, string> } | undefined;
  let comment: string[] | undefined;
  let inside = false;
  for (const line of source.split('\n')) {
    if (/^\s*\/\*\*/.test(line)) {
      comment = [];
      inside = true;
    }
    if (inside) {
      comment?.push(
        line
          .replace(/^\s*\/\*\* ?/, '')
          .replace(/\*\/\s*$/, '')
          .replace(/^\s*\* ?/, ''),
      );
      if (line.includes('*/')) inside = false;
      continue;
    }
    const text = comment && plain(comment);
    const type = START.exec(line)?.[1];
    const field = FIELD.exec(line)?.[1];
    if (type) {
      current = { ...(text && { description: text }), properties: {} };
      found.set(type, current);
    } else if (field && current && text) current.properties[field] = text;
    if (type || field || line.trim() !== '') comment = undefined;
  }
  return found;
}

/** What the generators had to write otherwise inside a comment. */
function plain(lines: readonly string[]): string {
  const text = lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  return text
    .replace(/\\(['"\\])/g, '$1')
    .replace(/\*_\//g, '*/')
    .replace(/\/_\*/g, '/*');
}
