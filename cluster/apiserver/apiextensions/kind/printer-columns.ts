import { nameColumn } from '../../../resources/columns.ts';
import { humanDuration } from '../../../resources/human-duration.ts';
import type { TableColumn } from '../../../resources/resource-definition.ts';
import { goNumber } from '../validation/scalar-rules.ts';
import type { PrinterColumn } from './custom-resource-definition.ts';
import { type JsonPath, parseJsonPath } from './json-path.ts';

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  description: 'When the object was made; the server sets it.',
  jsonPath: '.metadata.creationTimestamp',
};

/** NAME and what the definition says; AGE where it says nothing (registry/customresource/tableconvertor). */
export function printerColumns(columns: readonly PrinterColumn[] | undefined): readonly TableColumn[] {
  const described = columns && columns.length > 0 ? columns : [AGE];
  return [nameColumn, ...described.map(columnOf)];
}

function columnOf({ name, type, format = '', description = '', priority = 0, jsonPath }: PrinterColumn): TableColumn {
  let path: JsonPath | undefined;
  return {
    name,
    type: type as TableColumn['type'],
    format,
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
    value: (object, { nowMs }) => {
      path ??= parseJsonPath(jsonPath);
      const [value] = path(object);
      return value === undefined ? null : cellOf(type, value, nowMs);
    },
  };
}

/** cellForJSONValue: a value of another type than the column's is left out. */
function cellOf(type: string, value: unknown, nowMs: number): string | number | boolean | null {
  switch (type) {
    case 'string':
      return textOf(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, nowMs) : null;
    default:
      return null;
  }
}

function dateCell(text: string, nowMs: number): string {
  if (text === '' || text === 'null') return '<unknown>';
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isTime ? humanDuration(nowMs - Date.parse(text)) : '<invalid>';
}

/** client-go jsonpath evalToText. */
export function textOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goNumber(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
