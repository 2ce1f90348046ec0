import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { visible } from '../lines/cat.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';

/** cmp(1) */
export const cmp = defineTool(
  {
    name: 'cmp',
    help: 'Usage: cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]\n\n  -b, --print-bytes   -i, --ignore-initial=SKIP   -l, --verbose\n  -n, --bytes=LIMIT   -s, --quiet, --silent',
    version: '(GNU diffutils) 3.8',
    trouble: 2,
    short: 'bci:ln:sv',
    usageHint: "cmp: Try 'cmp --help' for more information.\n",
    long: { 'print-bytes': 'b', 'ignore-initial': 'i=', verbose: 'l', bytes: 'n=', quiet: 's', silent: 's' },
  },
  async (tool) => {
    const [first, second = '-', skipFirst, skipSecond] = tool.operands;
    if (first === undefined) throw new UsageError("missing operand after 'cmp'");
    const [skip = '0', otherSkip = skip] = tool.value('i')?.split(':') ?? [
      skipFirst ?? '0',
      skipSecond ?? skipFirst ?? '0',
    ];
    const limit = Number(tool.value('n') ?? Number.POSITIVE_INFINITY);
    const read = async (path: string, from: number) => {
      try {
        return (await tool.readWhole(path)).subarray(from, from + limit);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        throw new ToolError(`${path}: ${error.message}`);
      }
    };
    const [left, right] = [await read(first, Number(skip)), await read(second, Number(otherSkip))];
    return compare(tool, left, right, first, second);
  },
);

async function compare(tool: Tool, left: Buffer, right: Buffer, first: string, second: string): Promise<number> {
  if (left.equals(right)) return 0;
  if (tool.has('s')) return 1;
  const shorter = Math.min(left.length, right.length);
  const width = String(Math.max(left.length, right.length)).length;
  const octal = (byte: number) => byte.toString(8).padStart(3);
  const shown = (byte: number) => String.fromCharCode(byte).replace(/[\x00-\x1f\x7f-\xff]/, visible);
  let differs = false;
  let line = 1;
  for (let at = 0; at < shorter; at++) {
    const [a, b] = [left[at]!, right[at]!];
    if (a !== b) {
      differs = true;
      if (!tool.has('l')) {
        const bytes = tool.has('b') ? ` is ${octal(a)} ${shown(a)} ${octal(b)} ${shown(b)}` : '';
        tool.out.add(
          `${first} ${second} differ: ${tool.has('b') ? 'byte' : 'char'} ${at + 1}, line ${line}${bytes}\n`.replace(
            'char',
            'byte',
          ),
        );
        return 1;
      }
      const bytes = tool.has('b')
        ? `${octal(a)} ${shown(a).padEnd(4)} ${octal(b)} ${shown(b)}`
        : `${octal(a)} ${octal(b)}`;
      tool.out.add(`${String(at + 1).padStart(width)} ${bytes}\n`);
    }
    if (a === 10) line++;
    if (at % 16_384 === 0) await tool.breathe();
  }
  if (left.length === right.length) return differs ? 1 : 0;
  const [ended, bytes] = left.length < right.length ? [first, left] : [second, right];
  const lines = bytes.toString('latin1').split('\n').length - 1;
  const complete = bytes.at(-1) === 10;
  if (bytes.length === 0) await tool.complain(`EOF on ${ended} which is empty`);
  else if (tool.has('l')) await tool.complain(`EOF on ${ended} after byte ${bytes.length}`);
  else
    await tool.complain(
      `EOF on ${ended} after byte ${bytes.length}, ${complete ? `line ${lines}` : `in line ${lines + 1}`}`,
    );
  return 1;
}
