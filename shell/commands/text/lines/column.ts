import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { textWidth } from './display-width.ts';
import { eachLine } from './each-line.ts';

/** column(1) of util-linux. */
export const column = defineTool(
  {
    name: 'column',
    help: `Usage:\n column [options] [<file>...]\n\n -t, --table                    create a table\n -N, --table-columns <names>    column names\n -R, --table-right <columns>    right align these columns\n -H, --table-hide <columns>     don't print these columns\n -o, --output-separator <string>\n -s, --separator <string>       possible table delimiters\n -l, --table-columns-limit <n>  maximal number of columns\n -c, --output-width <width>     -x, --fillrows   -L, --keep-empty-lines\n -J, --json   -n, --table-name <name>`,
    version: 'from util-linux 2.38.1',
    short: 'c:C:dE:eH:hi:JlLn:N:O:o:p:R:r:s:T:tVW:x',
    codec: 'utf8',
    long: {
      'output-width': 'c=',
      columns: 'c=',
      'table-noheadings': 'd',
      'table-hide': 'H=',
      'table-name': 'n=',
      'table-columns': 'N=',
      'table-order': 'O=',
      'output-separator': 'o=',
      'table-right': 'R=',
      separator: 's=',
      table: 't',
      'table-truncate': 'T=',
      'table-wrap': 'W=',
      fillrows: 'x',
      'keep-empty-lines': 'L',
      json: 'J',
      'table-columns-limit': 'l=',
      'table-empty-lines': 'L',
    },
  },
  async (tool) => {
    const lines: string[] = [];
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
      try {
        const reader = path === '-' ? tool.process.stdin : tool.openOrThrow(path);
        await eachLine(tool, reader, (line) => lines.push(line), { codec: 'utf8' });
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await tool.complain(`${path}: ${error.message}`);
      }
    }
    const kept = tool.has('L') ? lines : lines.filter((line) => line.trim() !== '');
    if (tool.has('t') || tool.has('J') || tool.has('N')) table(tool, kept);
    else columns(tool, kept);
    return tool.status;
  },
);

function cellsOf(line: string, separators: string | undefined): string[] {
  if (separators === undefined) return line.trim() === '' ? [''] : line.trim().split(/[ \t]+/);
  const cells: string[] = [''];
  for (const character of line) {
    if (separators.includes(character)) cells.push('');
    else cells[cells.length - 1] += character;
  }
  return cells;
}

function chosen(text: string | undefined, names: readonly string[], count: number): Set<number> {
  const result = new Set<number>();
  for (const part of (text ?? '').split(',').filter((name) => name !== '')) {
    const named = names.indexOf(part);
    if (part === '-' || part === '-1') result.add(count - 1);
    else if (part === '0') for (let at = 0; at < count; at++) result.add(at);
    else if (named >= 0) result.add(named);
    else if (/^\d+$/.test(part)) result.add(Number(part) - 1);
    else throw new ToolError(`undefined column name '${part}'`);
  }
  return result;
}

function table(tool: Tool, lines: readonly string[]): void {
  const separators = tool.value('s')?.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
  const rows = lines.map((line) => cellsOf(line, separators));
  const names = tool.value('N')?.split(',') ?? [];
  const count = Math.max(names.length, ...rows.map((row) => row.length));
  if (rows.length === 0) return;
  if (tool.has('J')) {
    json(tool, rows, names);
    return;
  }
  const all = names.length > 0 && !tool.has('d') ? [names, ...rows] : rows;
  const right = chosen(tool.value('R'), names, count);
  const hidden = chosen(tool.value('H'), names, count);
  const shown = Array.from({ length: count }, (_, at) => at).filter((at) => !hidden.has(at));
  const widths = shown.map((at) => Math.max(0, ...all.map((row) => textWidth(row[at] ?? ''))));
  const between = tool.value('o') ?? '  ';
  for (const row of all) {
    const cells = shown.map((at, index) => {
      const text = row[at] ?? '';
      const pad = ' '.repeat(widths[index]! - textWidth(text));
      const isLast = index === shown.length - 1;
      return right.has(at) ? pad + text : isLast ? text : text + pad;
    });
    tool.out.add(`${cells.join(between)}\n`);
  }
}

function json(tool: Tool, rows: readonly string[][], names: readonly string[]): void {
  if (names.length === 0) throw new ToolError('option --table-columns required for --json');
  const objects = rows.map((row) => {
    const fields = names.map(
      (name, at) => `         "${name.toLowerCase()}": ${row[at] === undefined ? 'null' : JSON.stringify(row[at])}`,
    );
    return `{\n${fields.join(',\n')}\n      }`;
  });
  tool.out.add(`{\n   "${tool.value('n') ?? 'table'}": [\n      ${objects.join(',')}\n   ]\n}\n`);
}

/** Filled down, or with -x across. */
function columns(tool: Tool, lines: readonly string[]): void {
  const total =
    Number(tool.value('c') ?? tool.process.environment['COLUMNS'] ?? tool.process.terminal?.columns() ?? 80) || 80;
  const texts = lines.map((line) => line.trim());
  const widest = Math.max(0, ...texts.map(textWidth));
  const width = Math.floor((widest + 8) / 8) * 8;
  const count = Math.max(1, Math.floor(total / width));
  if (widest >= total || count === 1) {
    for (const text of texts) tool.out.add(`${text}\n`);
    return;
  }
  const height = Math.ceil(texts.length / count);
  for (let row = 0; row < height; row++) {
    const picked = tool.has('x')
      ? texts.slice(row * count, (row + 1) * count)
      : texts.filter((_, at) => at % height === row);
    const line = picked.map((text, at) =>
      at === picked.length - 1 ? text : text + '\t'.repeat(Math.ceil((width - textWidth(text)) / 8)),
    );
    tool.out.add(`${line.join('')}\n`);
  }
}
