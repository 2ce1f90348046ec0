import { isMap, isScalar, scalarText } from './scalar-text.ts';

interface Section {
  readonly title: string;
  readonly depth: number;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Boxes in boxes, one for each map or list of maps (awscli/table.py MultiTable). */
export function tableText(value: unknown, operation: string): string {
  const sections = sectionsOf(value, operation, 0);
  const width = Math.max(...sections.map(widthOf));
  const lines = ['-'.repeat(width), ...sections.flatMap((section) => render(section, width)), ''];
  return lines.join('\n');
}

function sectionsOf(value: unknown, title: string, depth: number): Section[] {
  if (isMap(value)) {
    const names = Object.keys(value).sort();
    const scalars = names.filter((name) => isScalar(value[name]));
    const rows = scalars.map((name) => [name, scalarText(value[name])]);
    const own: Section = { title, depth, header: [], rows };
    const below = names.filter((name) => !isScalar(value[name]) && !isEmpty(value[name]));
    return [own, ...below.flatMap((name) => sectionsOf(value[name], name, depth + 1))];
  }
  const list = Array.isArray(value) ? value : [value];
  if (list.every(isScalar)) return [{ title, depth, header: [], rows: list.map((item) => [scalarText(item)]) }];
  const maps = list.filter(isMap);
  if (maps.every((map) => Object.values(map).every(isScalar))) {
    const header = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
    const rows = maps.map((map) => header.map((name) => (Object.hasOwn(map, name) ? scalarText(map[name]) : '')));
    return [{ title, depth, header, rows }];
  }
  return list.flatMap((item) => sectionsOf(item, title, depth));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function columnsOf({ header, rows }: Section): number[] {
  const all = header.length > 0 ? [header, ...rows] : rows;
  const count = Math.max(0, ...all.map((row) => row.length));
  return Array.from({ length: count }, (_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)) + 4);
}

function widthOf(section: Section): number {
  const columns = columnsOf(section);
  const inner = columns.reduce((sum, width) => sum + width + 1, columns.length > 0 ? 1 : 2);
  return Math.max(inner, section.title.length + 4) + 2 * section.depth;
}

function render(section: Section, width: number): string[] {
  const { title, depth, header, rows } = section;
  const inner = width - 2 * depth;
  const edge = '|'.repeat(depth);
  const boxed = (text: string) => `${edge}${text}${edge}`;
  const columns = stretched(columnsOf(section), inner);
  const rule = boxed(
    `+${columns.length > 0 ? columns.map((length) => '-'.repeat(length)).join('+') : '-'.repeat(inner - 2)}+`,
  );
  const line = (cells: readonly string[], centred: boolean) =>
    boxed(
      `|${columns.map((length, at) => (centred ? centre(cells[at] ?? '', length) : `  ${cells[at] ?? ''}`.padEnd(length))).join('|')}|`,
    );
  return [
    boxed(`|${centre(title, inner - 2)}|`),
    rule,
    ...(header.length > 0 ? [line(header, true), rule] : []),
    ...rows.map((row) => line(row, false)),
    ...(rows.length > 0 ? [rule] : []),
  ];
}

/** Columns share what is left of the width. */
function stretched(columns: readonly number[], inner: number): number[] {
  if (columns.length === 0) return [];
  const wanted = inner - columns.length - 1;
  const total = columns.reduce((sum, length) => sum + length, 0);
  const extra = Math.max(0, wanted - total);
  const share = Math.floor(extra / columns.length);
  return columns.map((length, at) => length + share + (at < extra - share * columns.length ? 1 : 0));
}

function centre(text: string, length: number): string {
  const left = Math.floor((length - text.length) / 2);
  return text.padStart(text.length + Math.max(0, left)).padEnd(length);
}
