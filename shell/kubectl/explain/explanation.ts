import { type JsonObject, listAt, recordAt, recordsAt, stringAt } from '../json.ts';
import { fieldsOf, isRequired, mapValues, referenceOf, type SchemaDocument } from './schema.ts';
import { indented, wrapped } from './word-wrap.ts';

/** Values of an enumeration that a field in a list shows. */
const SHOWN_VALUES = 4;

/** What `explain` prints after a kind's name; null when there is no such field. */
export function explanation(
  document: SchemaDocument,
  schema: JsonObject,
  path: readonly string[],
  recursive: boolean,
): string | null {
  return follow(document, schema, path, recursive, new Set());
}

function follow(
  document: SchemaDocument,
  schema: JsonObject,
  path: readonly string[],
  recursive: boolean,
  seen: ReadonlySet<string>,
): string | null {
  const [field, ...rest] = path;
  if (field === undefined) return described(document, schema, recursive);
  const reference = referenceOf(schema);
  if (reference && seen.has(reference)) return null;
  const below = reference ? new Set([...seen, reference]) : seen;
  const whole = document.resolved(schema);
  const found = recordAt(whole, 'properties', field);
  if (found) {
    const deeper = follow(document, found, rest, recursive, new Set());
    if (deeper === null || rest.length > 0) return deeper;
    return `FIELD: ${field} <${document.typeText(found)}>\n${longEnum(found)}\n\n${deeper}`;
  }
  const inner = recordAt(whole, 'items') ?? mapValues(whole);
  if (inner) return follow(document, inner, path, recursive, below);
  for (const part of recordsAt(whole, 'allOf')) {
    const text = follow(document, part, path, recursive, below);
    if (text) return text;
  }
  return null;
}

function described(document: SchemaDocument, schema: JsonObject, recursive: boolean): string {
  const description = document.description(schema) || '<empty>';
  const fields = fieldList(document, schema, 1, recursive, new Set());
  const list = fields ? `FIELDS:\n${fields}` : '';
  return `DESCRIPTION:\n${indented(wrapped(description, 76), 4)}\n${list}`;
}

function fieldList(
  document: SchemaDocument,
  schema: JsonObject,
  level: number,
  recursive: boolean,
  seen: ReadonlySet<string>,
): string {
  const reference = referenceOf(schema);
  if (reference && seen.has(reference)) return '';
  const below = reference ? new Set([...seen, reference]) : seen;
  const whole = document.resolved(schema);
  let text = '';
  for (const [name, field] of fieldsOf(whole)) {
    text += fieldDetail(document, name, field, isRequired(whole, name), level, recursive);
    if (recursive) text += fieldList(document, field, level + 1, true, below);
  }
  for (const part of [...recordsAt(whole, 'allOf'), recordAt(whole, 'items'), mapValues(whole)])
    if (part) text += fieldList(document, part, level, recursive, below);
  return text;
}

function fieldDetail(
  document: SchemaDocument,
  name: string,
  field: JsonObject,
  required: boolean,
  level: number,
  short: boolean,
): string {
  const indent = level * 2;
  const head = `${indented(name, indent)}\t<${document.typeText(field)}>${required ? ' -required-' : ''}`;
  const line = `${head}${shortEnum(field, indent)}\n`;
  if (short) return line;
  const description = stringAt(field, 'description') || '<no description>';
  return `${line}${indented(wrapped(description, 78 - indent), indent + 2)}\n\n`;
}

const enumTexts = (field: JsonObject): string[] =>
  listAt(field, 'enum').map((value) => (value === '' ? '""' : String(value)));

function shortEnum(field: JsonObject, indent: number): string {
  const values = enumTexts(field);
  if (values.length === 0) return '';
  const more = values.length > SHOWN_VALUES ? ', ....' : '';
  return `\n${' '.repeat(indent)}enum: ${values.slice(0, SHOWN_VALUES).join(', ')}${more}`;
}

function longEnum(field: JsonObject): string {
  const values = enumTexts(field);
  return values.length === 0 ? '' : `ENUM:${values.map((value) => `\n    ${value}`).join('')}`;
}
