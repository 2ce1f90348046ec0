import { isMap, isScalar, scalarText } from './scalar-text.ts';
import { tableText } from './table-output.ts';

export const FORMATS = ['json', 'text', 'table'] as const;
export type Format = (typeof FORMATS)[number];

/** An answer as the AWS command line prints it. `operation` heads the table. */
export function formatted(value: unknown, format: Format, operation: string): string {
  if (format === 'text')
    return textLines(value, undefined, undefined)
      .map((line) => `${line}\n`)
      .join('');
  if (format === 'table') return tableText(value, operation);
  return `${JSON.stringify(value, null, 4)}\n`;
}

/** awscli/text.py: the scalars of a map in one line, by the names of its fields; what it holds below it. */
function textLines(value: unknown, identifier: string | undefined, keys: readonly string[] | undefined): string[] {
  if (Array.isArray(value)) return listLines(value, identifier);
  if (!isMap(value)) return value === null || value === undefined ? ['None'] : [scalarText(value)];
  const names = Object.keys(value).sort();
  const scalarNames = keys ?? names.filter((name) => isScalar(value[name]));
  const scalars = scalarNames.map((name) => (Object.hasOwn(value, name) ? scalarText(value[name]) : ''));
  const head =
    scalars.length > 0
      ? [[...(identifier === undefined ? [] : [identifier.toUpperCase()]), ...scalars].join('\t')]
      : [];
  const below = names.filter((name) => !scalarNames.includes(name));
  return [...head, ...below.flatMap((name) => textLines(value[name], name, undefined))];
}

function listLines(list: readonly unknown[], identifier: string | undefined): string[] {
  const maps = list.filter(isMap);
  if (maps.length > 0) {
    const keys = [...new Set(maps.flatMap((map) => Object.keys(map).filter((name) => isScalar(map[name]))))].sort();
    return list.flatMap((item) => textLines(item, identifier, keys));
  }
  const scalars = list.filter(isScalar);
  const lines = scalars.length > 0 ? scalarLines(scalars, identifier) : [];
  return [
    ...lines,
    ...list.filter((item) => !isScalar(item)).flatMap((item) => textLines(item, identifier, undefined)),
  ];
}

function scalarLines(scalars: readonly unknown[], identifier: string | undefined): string[] {
  if (identifier === undefined) return [scalars.map(scalarText).join('\t')];
  return scalars.map((scalar) => `${identifier.toUpperCase()}\t${scalarText(scalar)}`);
}
