import { toByteText } from '../byte-text.ts';
import { LineBatches } from '../line-batches.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';

/** paste(1) */
export const paste = defineTool(
  {
    name: 'paste',
    help: 'Usage: paste [OPTION]... [FILE]...\n\n  -d, --delimiters=LIST  characters of LIST instead of TABs, in turn\n  -s, --serial           one file after the other\n  -z, --zero-terminated',
    short: 'd:sz',
    long: { delimiters: 'd=', serial: 's', 'zero-terminated': 'z' },
  },
  async (tool) => {
    const delimiters = delimitersOf(tool.value('d') ?? '\t');
    const end = tool.has('z') ? '\0' : '\n';
    const paths = tool.operands.length > 0 ? tool.operands : ['-'];
    const queues = new Map<string, LineQueue>();
    const columns: (LineQueue | null)[] = [];
    for (const path of paths) {
      const shared = path === '-' ? queues.get(path) : undefined;
      const reader = shared ? null : await tool.open(path);
      if (!shared && !reader && !tool.has('s')) return 1;
      const queue = shared ?? (reader && new LineQueue(tool, new LineBatches(reader, 'latin1', end)));
      if (queue) queues.set(path, queue);
      columns.push(queue);
    }
    if (tool.has('s')) for (const column of columns) await serial(tool, column, delimiters, end);
    else await parallel(tool, columns, delimiters, end);
    return tool.status;
  },
);

function delimitersOf(text: string): string[] {
  if (text === '') return [''];
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text))
    throw new ToolError(`delimiter list ends with an unescaped backslash: ${text}`);
  const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', 0: '', b: '\b', f: '\f', r: '\r', v: '\v' };
  return Array.from(
    toByteText(text).matchAll(/\\([\s\S])|([\s\S])/g),
    ([, escaped, plain]) => plain ?? known[escaped!] ?? escaped!,
  );
}

/** A file's lines, one at a time. */
export class LineQueue {
  readonly #tool: Tool;
  readonly #batches: LineBatches;
  #lines: string[] = [];
  #at = 0;
  #ended = false;

  constructor(tool: Tool, batches: LineBatches) {
    this.#tool = tool;
    this.#batches = batches;
  }

  async next(): Promise<string | null> {
    if (this.#at < this.#lines.length) return this.#lines[this.#at++]!;
    if (this.#ended) return null;
    let lines = this.#batches.ready();
    if (!lines) {
      await this.#tool.out.flush();
      lines = await this.#batches.next();
    }
    if (!lines) {
      this.#ended = true;
      return null;
    }
    await this.#tool.breathe();
    this.#lines = lines;
    this.#at = 1;
    return lines[0]!;
  }
}

async function parallel(
  tool: Tool,
  columns: readonly (LineQueue | null)[],
  delimiters: readonly string[],
  end: string,
): Promise<void> {
  for (;;) {
    let line = '';
    let any = false;
    for (const [index, column] of columns.entries()) {
      const text = (await column?.next()) ?? null;
      if (text !== null) any = true;
      line += (index > 0 ? delimiters[(index - 1) % delimiters.length] : '') + (text ?? '');
    }
    if (!any) return;
    tool.out.add(line + end);
  }
}

async function serial(tool: Tool, column: LineQueue | null, delimiters: readonly string[], end: string): Promise<void> {
  if (!column) return;
  let index = 0;
  for (let text = await column.next(); text !== null; text = await column.next()) {
    tool.out.add((index > 0 ? delimiters[(index - 1) % delimiters.length]! : '') + text);
    index++;
  }
  tool.out.add(end);
}
