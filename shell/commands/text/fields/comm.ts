import { toByteText } from '../byte-text.ts';
import { LineBatches } from '../line-batches.ts';
import { defineTool, type Tool, UsageError } from '../tool.ts';
import { LineQueue } from './paste.ts';

/** comm(1), in the C locale. */
export const comm = defineTool(
  {
    name: 'comm',
    help: 'Usage: comm [OPTION]... FILE1 FILE2\n\n  -1, -2, -3              without lines of FILE1 alone, of FILE2 alone, of both\n      --check-order, --nocheck-order\n      --output-delimiter=STR\n      --total             a line with the counts\n  -z, --zero-terminated',
    short: '123z',
    long: {
      'check-order': 'check',
      'nocheck-order': 'nocheck',
      'output-delimiter': 'output-delimiter=',
      total: 'total',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const [one, other, extra] = tool.operands;
    if (one === undefined) throw new UsageError('missing operand');
    if (other === undefined) throw new UsageError(`missing operand after ‘${one}’`);
    if (extra !== undefined) throw new UsageError(`extra operand ‘${extra}’`);
    const readers = [await tool.open(one)];
    if (readers[0]) readers.push(await tool.open(other));
    if (!readers[0] || !readers[1]) return 1;
    const end = tool.has('z') ? '\0' : '\n';
    const queues = readers.map((reader) => new LineQueue(tool, new LineBatches(reader!, 'latin1', end)));
    return compare(tool, queues[0]!, queues[1]!, end);
  },
);

async function compare(tool: Tool, left: LineQueue, right: LineQueue, end: string): Promise<number> {
  const separator = toByteText(tool.value('output-delimiter') ?? '\t');
  const shows = ['1', '2', '3'].map((key) => !tool.has(key));
  const before = (column: number) =>
    shows
      .slice(0, column)
      .map((shown) => (shown ? separator : ''))
      .join('');
  const totals = [0, 0, 0];
  const put = (column: number, text: string) => {
    totals[column]!++;
    if (shows[column]) tool.out.add(before(column) + text + end);
  };
  const disordered = [false, false];
  const next = async (queue: LineQueue, side: number, current: string | null) => {
    const line = await queue.next();
    if (line !== null && current !== null && line < current) disordered[side] = true;
    return line;
  };
  let [a, b] = [await left.next(), await right.next()];
  const told = [false, false];
  let unpaired = false;
  while (a !== null || b !== null) {
    const order: number = a === null ? 1 : b === null ? -1 : a < b ? -1 : a > b ? 1 : 0;
    if (order !== 0) unpaired = true;
    put(order < 0 ? 0 : order > 0 ? 1 : 2, (order <= 0 ? a : b)!);
    if (order <= 0) a = await next(left, 0, a);
    if (order >= 0) b = await next(right, 1, b);
    for (const side of [0, 1]) {
      const complains = tool.has('check') || (unpaired && !tool.has('nocheck'));
      if (!disordered[side] || told[side] || !complains) continue;
      told[side] = true;
      await tool.complain(`file ${side + 1} is not in sorted order`);
      if (tool.has('check')) return 1;
    }
  }
  if (tool.has('total')) tool.out.add(`${totals.join(separator)}${separator}total${end}`);
  if (told.includes(true)) await tool.complain('input is not in sorted order');
  return tool.status;
}
