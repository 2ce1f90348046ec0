import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { isMap, isPair, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { LabProblem } from './lab-problem.ts';
import { unknownName } from './nearest-name.ts';

export interface YamlSource {
  readonly file: string;
  readonly text: string;
  /** The line of the file that `text` begins on, from 1. */
  readonly firstLine: number;
}

export interface StrictSchema<T extends TSchema> {
  readonly schema: T;
  readonly validator: Validator;
}

/** Schemas are compiled once; objects in them forbid what they do not name. */
export function strict<T extends TSchema>(schema: T): StrictSchema<T> {
  return { schema, validator: Compile(schema) };
}

/** Reads YAML 1.2 against a schema. On any problem answers null and adds it, with its line, to `problems`. */
export function parseStrictYaml<T extends TSchema>(
  source: YamlSource,
  strictSchema: StrictSchema<T>,
  problems: LabProblem[],
): Static<T> | null {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { strict: true, uniqueKeys: true, lineCounter: lines });
  const lineOf = (offset: number) => source.firstLine + Math.max(1, lines.linePos(offset).line) - 1;
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const message = error.message.split(' at line')[0]!.replace(/:$/, '');
      problems.push({ file: source.file, line: lineOf(error.pos[0]), message });
    }
    return null;
  }
  const value: unknown = document.toJS();
  if (strictSchema.validator.Check(value)) return value as Static<T>;
  const seen = new Set<string>();
  for (const error of strictSchema.validator.Errors(value)) {
    const { path, message } = locate(error, strictSchema.schema, value);
    const line = lineOf(offsetOf(document.contents, path));
    const key = `${line}: ${message}`;
    if (message && !seen.has(key)) problems.push({ file: source.file, line, message });
    seen.add(key);
  }
  return null;
}

interface ValidationError {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: object;
  message: string;
}

/** The place and the sentence of one of the validator's errors; no sentence for one that another error already tells. */
function locate(error: ValidationError, schema: TSchema, value: unknown): { path: string[]; message: string | null } {
  const path = pointer(error.instancePath);
  const at = path.length > 0 ? `\`${path.join('.')}\`` : 'the file';
  const params = error.params as Record<string, unknown>;
  const place = pointer(error.schemaPath.replace(/^#/, ''));
  // A branch of a union: the union's own error speaks for all of them. `boolean` doubles additionalProperties.
  if (place.includes('anyOf') || error.keyword === 'boolean') return { path, message: null };
  const here = valueAt(schema, place);
  if (error.keyword === 'additionalProperties') {
    const unknown = (params['additionalProperties'] as string[] | undefined)?.[0] ?? '';
    const known = Object.keys((valueAt(here, ['properties']) as object | undefined) ?? {});
    return { path: [...path, unknown], message: unknownName('key', unknown, known) };
  }
  if (error.keyword === 'required') {
    const missing = (params['requiredProperties'] as string[] | undefined) ?? [];
    return { path, message: `${at} lacks ${missing.map((name) => `\`${name}\``).join(', ')}` };
  }
  if (error.keyword === 'anyOf') return { path, message: `${at} ${unionMessage(here, valueAt(value, path))}` };
  const got = JSON.stringify(valueAt(value, path)) ?? 'nothing';
  return { path, message: `${at} ${error.message}, not ${got.length > 60 ? `${got.slice(0, 57)}…` : got}` };
}

function unionMessage(union: unknown, written: unknown): string {
  const branches = valueAt(union, ['anyOf']) as { const?: unknown }[];
  const words = branches.flatMap((branch) => (typeof branch.const === 'string' ? [branch.const] : []));
  if (words.length === branches.length && typeof written === 'string')
    return `has an ${unknownName('value', written, words)}`;
  const described = valueAt(union, ['description']);
  return `must be ${typeof described === 'string' ? described : `one of ${words.join(', ')}`}`;
}

function pointer(text: string): string[] {
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}

/** Where in the text the key or list item at `path` begins; the nearest parent where it is missing. */
function offsetOf(root: Node | null, path: readonly string[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && String((item.key as Node & { value?: unknown }).value) === part,
      );
      if (!pair) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
