import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool, type Tool, ToolError } from '../tool.ts';
import { lastLines } from './head.ts';
import { sizeArgument } from './size-argument.ts';
import { TailFollower } from './tail-follower.ts';

/** Bytes kept of a stream whose end is wanted. */
const KEEP_BYTES = 32 * 1024 * 1024;

interface Wanted {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  readonly fromStart: boolean;
  readonly delimiter: number;
}

/** tail(1) */
export const tail = defineTool(
  {
    name: 'tail',
    help: `Usage: tail [OPTION]... [FILE]...\n\n  -c, --bytes=[+]NUM   the last NUM bytes; with +, from byte NUM on\n  -f, --follow[={name|descriptor}]  go on as the file grows\n  -F                   same as --follow=name --retry\n  -n, --lines=[+]NUM   the last NUM lines (10); with +, from line NUM on\n      --pid=PID        with -f, end when process PID has\n  -q, --quiet          no names    -v, --verbose  names always\n      --retry          try again when a file cannot be opened\n  -s, --sleep-interval=N   (files are watched)\n  -z, --zero-terminated    lines end in NUL`,
    short: 'c:n:fFqs:vz',
    digits: 'n',
    long: {
      bytes: 'c=',
      follow: 'f?',
      lines: 'n=',
      'max-unchanged-stats': 'u=',
      pid: 'pid=',
      quiet: 'q',
      silent: 'q',
      retry: 'retry',
      'sleep-interval': 's=',
      verbose: 'v',
      'zero-terminated': 'z',
    },
  },
  async (tool) => {
    const plus = /^\+\d+$/.exec(tool.operands[0] ?? '') && !tool.files.exists(tool.path(tool.operands[0]!));
    const wanted = wantedOf(tool, plus ? tool.operands.shift() : undefined);
    const paths = tool.operands.length > 0 ? tool.operands : ['-'];
    const loud = tool.options.findLast(({ key }) => key === 'q' || key === 'v')?.key;
    const follower = new TailFollower(tool, loud ? loud === 'v' : paths.length > 1);
    if (tool.has('retry') && !tool.has('f', 'F'))
      await tool.warn('warning: --retry ignored; --retry is useful only when following');
    for (const path of paths) {
      const reader = await openOf(tool, path);
      if (reader) {
        follower.header(path);
        await show(tool, reader, wanted);
      }
      follower.add(path, reader !== null);
    }
    if (tool.has('f', 'F')) await follower.follow();
    return tool.status;
  },
);

async function openOf(tool: Tool, path: string): Promise<ByteReader | null> {
  if (path !== '-' && tool.isDirectory(path)) {
    await tool.complain(`error reading ${quoteName(path)}: Is a directory`);
    if (tool.has('f', 'F'))
      await tool.complain(`${quoteForShell(path)}: cannot follow end of this type of file; giving up on this name`);
    return null;
  }
  try {
    return tool.openOrThrow(path);
  } catch (error) {
    await tool.complain(`cannot open ${quoteName(path)} for reading: ${error instanceof Error ? error.message : ''}`);
    return null;
  }
}

const quoteName = (path: string) => (/^'.*'$/.test(quoteForShell(path)) ? quoteForShell(path) : `'${path}'`);

function wantedOf(tool: Tool, plus: string | undefined): Wanted {
  const option = tool.options.findLast(({ key }) => key === 'c' || key === 'n');
  const text = option?.value ?? plus ?? '10';
  const unit = option?.key === 'c' ? 'bytes' : 'lines';
  const count = sizeArgument(text.replace(/^[-+]/, ''));
  if (count === undefined) throw new ToolError(`invalid number of ${unit}: ‘${text.replace(/^-/, '')}’`);
  return { unit, count, fromStart: text.startsWith('+'), delimiter: tool.has('z') ? 0 : 10 };
}

async function show(tool: Tool, reader: ByteReader, wanted: Wanted): Promise<void> {
  if (wanted.fromStart) return showFrom(tool, reader, wanted);
  let held = Buffer.alloc(0);
  let chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 2 * KEEP_BYTES) {
      chunks = [Buffer.concat(chunks).subarray(-KEEP_BYTES)];
      length = KEEP_BYTES;
    }
    await tool.breathe();
  }
  held = Buffer.concat(chunks);
  const { unit, count, delimiter } = wanted;
  const kept = unit === 'bytes' ? Math.min(count, held.length) : lastLines(held, count, delimiter, true);
  await tool.out.flush();
  await tool.process.stdout.write(held.subarray(held.length - kept));
}

async function showFrom(tool: Tool, reader: ByteReader, { unit, count, delimiter }: Wanted): Promise<void> {
  let skip = Math.max(0, count - 1);
  await tool.out.flush();
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    let at = 0;
    if (unit === 'bytes') {
      at = Math.min(skip, chunk.length);
      skip -= at;
    } else {
      for (; skip > 0 && at < chunk.length; skip--) {
        const end = chunk.indexOf(delimiter, at);
        if (end < 0) {
          at = chunk.length;
          break;
        }
        at = end + 1;
      }
    }
    if (at < chunk.length) await tool.process.stdout.write(chunk.subarray(at));
    await tool.breathe();
  }
}
