import { defineTool, ToolError, UsageError } from '../tool.ts';
import { eachLine } from './each-line.ts';

/** shuf(1) */
export const shuf = defineTool(
  {
    name: 'shuf',
    help: 'Usage: shuf [OPTION]... [FILE]\n  or:  shuf -e [OPTION]... [ARG]...\n  or:  shuf -i LO-HI [OPTION]...\n\n  -e, --echo             the ARGs are the lines\n  -i, --input-range=LO-HI\n  -n, --head-count=COUNT -o, --output=FILE\n  -r, --repeat           lines may come again\n  -z, --zero-terminated',
    short: 'ei:n:o:rz',
    long: {
      echo: 'e',
      'input-range': 'i=',
      'head-count': 'n=',
      output: 'o=',
      repeat: 'r',
      'random-source': 'x=',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const range = tool.value('i');
    let lines: string[] = [];
    if (range !== undefined) {
      const found = /^(\d+)-(\d+)$/.exec(range);
      if (!found || Number(found[1]) > Number(found[2]) + 1) throw new ToolError(`invalid input range: ‘${range}’`);
      const [low, high] = [Number(found[1]), Number(found[2])];
      if (high - low > 10_000_000) throw new RangeError('memory exhausted');
      lines = Array.from({ length: high - low + 1 }, (_, index) => String(low + index));
    } else if (tool.has('e')) lines = tool.operands.map((word) => Buffer.from(word).toString('latin1'));
    else {
      if (tool.operands.length > 1) throw new UsageError(`extra operand ‘${tool.operands[1]}’`);
      const reader = await tool.open(tool.operands[0] ?? '-');
      if (!reader) return 1;
      await eachLine(tool, reader, (line) => lines.push(line), { delimiter: tool.has('z') ? '\0' : '\n' });
    }
    const count = tool.value('n');
    if (count !== undefined && !/^\d+$/.test(count)) throw new ToolError(`invalid line count: ‘${count}’`);
    const target = tool.value('o');
    if (target !== undefined) await tool.redirectOutput(target);
    const { random } = tool.process.machine;
    const end = tool.has('z') ? '\0' : '\n';
    const wanted = Number(count ?? Number.POSITIVE_INFINITY);
    if (tool.has('r') && lines.length === 0) throw new ToolError('no lines to repeat');
    for (let at = 0; at < wanted && (tool.has('r') || at < lines.length); at++) {
      const other = tool.has('r') ? random.integer(lines.length) : at + random.integer(lines.length - at);
      tool.out.add(lines[other]! + end);
      if (!tool.has('r')) [lines[at], lines[other]] = [lines[other]!, lines[at]!];
      if (at % 500 === 0) await tool.breathe();
    }
    return tool.status;
  },
);
