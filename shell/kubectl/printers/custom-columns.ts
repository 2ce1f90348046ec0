import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject } from '../json.ts';
import { Columns } from './columns.ts';
import { evaluateJsonPath, formatValue, parseJsonPath, relaxed } from './jsonpath.ts';

/** `-o custom-columns=NAME:.metadata.name,IP:.status.podIP`; a file has the headers on its first line, paths on its second. */
export function customColumns(spec: string, noHeaders: boolean, fromFile: boolean): (object: JsonObject) => string {
  const columns = fromFile ? fromLines(spec) : fromPairs(spec);
  const layout = new Columns();
  let headed = noHeaders;
  return (object) => {
    const rows: string[][] = headed ? [] : [columns.map((column) => column.header)];
    headed = true;
    const items = Array.isArray(object['items']) ? object['items'].filter(isRecord) : [object];
    for (const item of items) rows.push(columns.map((column) => cell(column.path, item)));
    return layout.format(rows);
  };
}

interface Column {
  readonly header: string;
  readonly path: ReturnType<typeof parseJsonPath>;
}

function fromPairs(spec: string): Column[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new KubectlError(`error: unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { header: part.slice(0, colon), path: parseJsonPath(relaxed(part.slice(colon + 1))) };
  });
}

function fromLines(text: string): Column[] {
  const [headers = '', paths = ''] = text.split('\n');
  const specs = paths.trim().split(/\s+/);
  const names = headers.trim().split(/\s+/);
  if (names.length !== specs.length)
    throw new KubectlError(
      `error: number of headers (${names.length}) and field specifications (${specs.length}) don't match`,
    );
  return names.map((header, at) => ({ header, path: parseJsonPath(relaxed(specs[at] ?? '')) }));
}

function cell(path: Column['path'], item: JsonObject): string {
  if (path.source === '{}') return '<none>';
  const values = evaluateJsonPath(path, item, true);
  if (values.length === 0) return '<none>';
  return values.map((value) => (value === null ? '<none>' : formatValue(value, true))).join(',');
}
