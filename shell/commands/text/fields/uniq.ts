import { eachLine } from '../lines/each-line.ts';
import { sizeArgument } from '../lines/size-argument.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';

/** uniq(1) */
export const uniq = defineTool(
  {
    name: 'uniq',
    help: `Usage: uniq [OPTION]... [INPUT [OUTPUT]]\n\n  -c, --count          how often each line stands\n  -d, --repeated       only lines that repeat, once each\n  -D, --all-repeated[=METHOD]  all of them; METHOD none, prepend, separate\n  -f, --skip-fields=N  -s, --skip-chars=N  -w, --check-chars=N\n  -i, --ignore-case    -u, --unique        -z, --zero-terminated\n      --group[=METHOD] all lines, groups apart`,
    short: 'cdDf:is:uw:z',
    digits: 'f',
    long: {
      count: 'c',
      repeated: 'd',
      'all-repeated': 'D?',
      'skip-fields': 'f=',
      group: 'group?',
      'ignore-case': 'i',
      'skip-chars': 's=',
      unique: 'u',
      'check-chars': 'w=',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const [input = '-', output, extra] = tool.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ‘${extra}’`);
    if (tool.has('c') && tool.has('D'))
      throw new UsageError('printing all duplicated lines and repeat counts is meaningless');
    const groups = new Groups(tool);
    const reader = await tool.open(input);
    if (!reader) return 1;
    if (output !== undefined && output !== '-') await tool.redirectOutput(output);
    await eachLine(tool, reader, (text) => groups.line(text), { delimiter: tool.has('z') ? '\0' : '\n' });
    groups.end();
    return tool.status;
  },
);

class Groups {
  readonly #tool: Tool;
  readonly #keyOf: (text: string) => string;
  readonly #end: string;
  readonly #method: string | null;
  readonly #grouping: string | null;
  #key: string | null = null;
  #lines: string[] = [];
  #count = 0;
  #groups = 0;

  constructor(tool: Tool) {
    this.#tool = tool;
    this.#end = tool.has('z') ? '\0' : '\n';
    this.#method = tool.has('D') ? (tool.value('D') ?? 'none') : null;
    this.#grouping = tool.has('group') ? (tool.value('group') ?? 'separate') : null;
    const number = (key: string, what: string) => {
      const text = tool.value(key);
      if (text === undefined) return undefined;
      const value = sizeArgument(text);
      if (value === undefined) throw new ToolError(`${text}: invalid number of ${what}`);
      return value;
    };
    const fields = number('f', 'fields to skip') ?? 0;
    const skipped = number('s', 'bytes to skip') ?? 0;
    const compared = number('w', 'bytes to compare');
    this.#keyOf = (text) => {
      let at = 0;
      for (let left = fields; left > 0 && at < text.length; left--) {
        while (text[at] === ' ' || text[at] === '\t') at++;
        while (at < text.length && text[at] !== ' ' && text[at] !== '\t') at++;
      }
      at += skipped;
      const key = compared === undefined ? text.slice(at) : text.slice(at, at + compared);
      return tool.has('i') ? key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : key;
    };
  }

  line(text: string): void {
    const key = this.#keyOf(text);
    if (key === this.#key) {
      this.#count++;
      // Only what is shown of a group is kept.
      if (this.#method !== null || this.#grouping !== null) this.#lines.push(text);
      return;
    }
    this.#close();
    this.#key = key;
    this.#lines = [text];
    this.#count = 1;
  }

  end(): void {
    this.#close();
    if (this.#grouping !== null && this.#groups > 0 && ['append', 'both'].includes(this.#grouping))
      this.#tool.out.add(this.#end);
  }

  #close(): void {
    const [first] = this.#lines;
    if (first === undefined) return;
    const { out } = this.#tool;
    const repeats = this.#count > 1;
    if (this.#grouping !== null) {
      if (this.#groups++ > 0 || ['prepend', 'both'].includes(this.#grouping)) out.add(this.#end);
      for (const line of this.#lines) out.add(line + this.#end);
      return;
    }
    if ((this.#tool.has('d', 'D') && !repeats) || (this.#tool.has('u') && repeats)) return;
    if (this.#method !== null) {
      if (this.#method === 'prepend' || (this.#method === 'separate' && this.#groups > 0)) out.add(this.#end);
      this.#groups++;
      for (const line of this.#lines) out.add(line + this.#end);
      return;
    }
    out.add((this.#tool.has('c') ? `${String(this.#count).padStart(7)} ` : '') + first + this.#end);
  }
}
