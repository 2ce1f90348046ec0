import type { Tool } from '../tool.ts';
import { defineTool, ToolError } from '../tool.ts';

const HELP = `Usage: hexdump [options] <file>...

  -C, --canonical        hex and ASCII
  -b, --one-byte-octal   -c, --one-byte-char   -d, --two-bytes-decimal
  -o, --two-bytes-octal  -x, --two-bytes-hex
  -n, --length <length>  only so many bytes    -s, --skip <offset>
  -v, --no-squeezing     identical lines too`;

type Row = (bytes: Buffer) => string;

const words = (bytes: Buffer, show: (word: number) => string): string => {
  const columns: string[] = [];
  for (let at = 0; at < 16; at += 2) {
    columns.push(at < bytes.length ? show((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) : '');
  }
  return columns.join('');
};
const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
const plain = (byte: number) => byte >= 0x20 && byte < 0x7f;

const FORMATS: Readonly<Record<string, Row>> = {
  b: (bytes) =>
    Array.from(bytes, (byte) => ` ${byte.toString(8).padStart(3, '0')}`)
      .join('')
      .padEnd(64),
  c: (bytes) =>
    Array.from(bytes, (byte) => {
      const shown = NAMED[byte] ?? (plain(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
      return shown.padStart(4);
    })
      .join('')
      .padEnd(64),
  d: (bytes) => words(bytes, (word) => `   ${String(word).padStart(5, '0')}`).padEnd(64),
  o: (bytes) => words(bytes, (word) => `  ${word.toString(8).padStart(6, '0')}`).padEnd(64),
  x: (bytes) => words(bytes, (word) => `    ${word.toString(16).padStart(4, '0')}`).padEnd(64),
  '': (bytes) => words(bytes, (word) => ` ${word.toString(16).padStart(4, '0')}`).padEnd(40),
};

function canonical(bytes: Buffer): string {
  const half = (from: number) =>
    Array.from({ length: 8 }, (_, index) => bytes[from + index]?.toString(16).padStart(2, '0') ?? '  ').join(' ');
  const text = Array.from(bytes, (byte) => (plain(byte) ? String.fromCharCode(byte) : '.')).join('');
  return `  ${half(0)}  ${half(8)}  |${text}|`;
}

/** hexdump(1) of util-linux. */
export const hexdump = defineTool(
  {
    name: 'hexdump',
    help: HELP,
    version: 'from util-linux 2.38.1',
    short: 'bcCdoxn:s:vVh',
    long: {
      'one-byte-octal': 'b',
      'one-byte-char': 'c',
      canonical: 'C',
      'two-bytes-decimal': 'd',
      'two-bytes-octal': 'o',
      'two-bytes-hex': 'x',
      length: 'n=',
      skip: 's=',
      'no-squeezing': 'v',
    },
  },
  async (tool) => dump(tool, tool.options.findLast(({ key }) => 'bcCdox'.includes(key))?.key ?? ''),
);

/** `hd`: hexdump -C. */
export const hd = defineTool({ name: 'hd', help: HELP, short: 'n:s:vC' }, async (tool) => dump(tool, 'C'));

async function dump(tool: Tool, format: string): Promise<number> {
  const limit = sizeOf(tool, 'n') ?? Number.POSITIVE_INFINITY;
  const skip = sizeOf(tool, 's') ?? 0;
  const isCanonical = format === 'C';
  const show: Row = isCanonical ? canonical : FORMATS[format]!;
  const digits = isCanonical ? 8 : 7;
  let offset = skip;
  let before: Buffer | null = null;
  let isStarred = false;
  for await (const row of rowsOf(tool, skip, limit)) {
    const same: boolean = before?.equals(row) === true && !tool.has('v');
    if (same && !isStarred) tool.out.add('*\n');
    if (!same) tool.out.add(`${offset.toString(16).padStart(digits, '0')}${show(row)}\n`);
    isStarred = same;
    before = row;
    offset += row.length;
    await tool.breathe();
  }
  if (before) tool.out.add(`${offset.toString(16).padStart(digits, '0')}\n`);
  return tool.status;
}

function sizeOf(tool: Tool, key: string): number | undefined {
  const text = tool.value(key);
  if (text === undefined) return undefined;
  const found = /^(0x[0-9a-fA-F]+|\d+)([bkmgKMG]?)(?:iB|B)?$/.exec(text);
  if (!found)
    throw new ToolError(
      key === 'n'
        ? `failed to parse length: '${text}': Invalid argument`
        : `failed to parse offset: '${text}': Invalid argument`,
    );
  const unit = { '': 1, b: 512, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[found[2]!.toLowerCase()] ?? 1;
  return Number(found[1]) * unit;
}

/** Sixteen bytes at a time of all files together. */
export async function* rowsOf(tool: Tool, skip: number, limit: number, width = 16): AsyncGenerator<Buffer> {
  let left = Buffer.alloc(0);
  let [skipped, taken] = [0, 0];
  for await (const { reader } of tool.inputs()) {
    while (taken < limit) {
      await tool.out.flush();
      let chunk = await reader.read();
      if (!chunk) break;
      const dropped = Math.min(skip - skipped, chunk.length);
      skipped += dropped;
      chunk = chunk.subarray(dropped, Math.min(chunk.length, dropped + limit - taken));
      taken += chunk.length;
      left = Buffer.concat([left, chunk]);
      let at = 0;
      for (; at + width <= left.length; at += width) yield left.subarray(at, at + width);
      left = left.subarray(at);
    }
  }
  if (left.length > 0) yield left;
}
