import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import { unread } from '../../../../cluster/machinery/shared-reader.ts';
import { toByteText } from '../byte-text.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { sizeArgument } from './size-argument.ts';

interface Wanted {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  /** All but the last so many. */
  readonly elides: boolean;
}

/** head(1) */
export const head = defineTool(
  {
    name: 'head',
    help: `Usage: head [OPTION]... [FILE]...\n\n  -c, --bytes=[-]NUM   the first NUM bytes; with -, all but the last NUM\n  -n, --lines=[-]NUM   the first NUM lines (10); with -, all but the last NUM\n  -q, --quiet          no names    -v, --verbose  names always\n  -z, --zero-terminated  lines end in NUL`,
    short: 'c:n:qvz',
    digits: 'n',
    long: { bytes: 'c=', lines: 'n=', quiet: 'q', silent: 'q', verbose: 'v', 'zero-terminated': 'z' },
  },
  async (tool) => {
    const wanted = wantedOf(tool);
    const paths = tool.operands.length > 0 ? tool.operands : ['-'];
    const loud = tool.options.findLast(({ key }) => key === 'q' || key === 'v')?.key;
    const showsNames = loud ? loud === 'v' : paths.length > 1;
    let isFirst = true;
    for (const path of paths) {
      // A directory is opened, and its name told, before reading it fails.
      const named = `${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : toByteText(path)} <==\n`;
      if (showsNames && path !== '-' && tool.isDirectory(path)) tool.out.add(named);
      const reader = await tool.openForCopy(path);
      if (!reader) continue;
      if (showsNames) tool.out.add(named);
      isFirst = false;
      if (wanted.elides) await elide(tool, reader, wanted);
      else if (wanted.count > 0) await first(tool, reader, wanted);
    }
    return tool.status;
  },
);

function wantedOf(tool: Tool): Wanted {
  const option = tool.options.findLast(({ key }) => key === 'c' || key === 'n');
  const text = option?.value ?? '10';
  const unit = option?.key === 'c' ? 'bytes' : 'lines';
  const count = sizeArgument(text.replace(/^[-+]/, ''));
  if (count === undefined) throw new ToolError(`invalid number of ${unit}: ‘${text.replace(/^-/, '')}’`);
  return { unit, count, elides: text.startsWith('-') };
}

const delimiterOf = (tool: Tool) => (tool.has('z') ? 0 : 10);

async function first(tool: Tool, reader: ByteReader, { unit, count }: Wanted): Promise<void> {
  let left = count;
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    let end = unit === 'bytes' ? Math.min(left, chunk.length) : 0;
    if (unit === 'bytes') left -= end;
    else {
      for (; left > 0; left--) {
        const at = chunk.indexOf(delimiterOf(tool), end);
        end = at < 0 ? chunk.length : at + 1;
        if (at < 0) break;
      }
    }
    await tool.out.flush();
    await tool.process.stdout.write(chunk.subarray(0, end));
    if (left > 0) continue;
    // What was read beyond belongs to whoever reads next.
    if (end < chunk.length && reader === tool.process.stdin) unread(reader, chunk.subarray(end));
    return;
  }
}

async function elide(tool: Tool, reader: ByteReader, { unit, count }: Wanted): Promise<void> {
  let held = Buffer.alloc(0);
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    held = Buffer.concat([held, chunk]);
    const keep = unit === 'bytes' ? Math.min(count, held.length) : lastLines(held, count, delimiterOf(tool), false);
    tool.out.add(held.subarray(0, held.length - keep).toString('latin1'));
    held = held.subarray(held.length - keep);
    await tool.breathe();
  }
  const keep = unit === 'bytes' ? Math.min(count, held.length) : lastLines(held, count, delimiterOf(tool), true);
  tool.out.add(held.subarray(0, held.length - keep).toString('latin1'));
}

/** How many bytes the last `count` lines have; what follows the last newline counts as a line at the end only. */
export function lastLines(bytes: Buffer, count: number, delimiter: number, isEnd: boolean): number {
  if (count === 0 && isEnd) return 0;
  let at = bytes.length;
  let left = count;
  if (isEnd && bytes[at - 1] !== delimiter && at > 0) {
    at = bytes.lastIndexOf(delimiter) + 1;
    left--;
  } else if (!isEnd) at = bytes.lastIndexOf(delimiter) + 1;
  for (; left > 0 && at > 0; left--) at = at >= 2 ? bytes.lastIndexOf(delimiter, at - 2) + 1 : 0;
  return bytes.length - at;
}
