import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { sizeArgument } from './size-argument.ts';

const MOST_FILES = 100_000;

/** split(1): by lines, bytes, lines of so many bytes, or into N parts. */
export const split = defineTool(
  {
    name: 'split',
    help: 'Usage: split [OPTION]... [FILE [PREFIX]]\n\n  -a, --suffix-length=N (2)   --additional-suffix=SUFFIX\n  -b, --bytes=SIZE   -C, --line-bytes=SIZE   -l, --lines=NUMBER (1000)\n  -d, --numeric-suffixes[=FROM]   -x, --hex-suffixes\n  -n, --number=CHUNKS  N or l/N   --verbose',
    short: 'a:b:C:dl:n:xe',
    digits: 'l',
    long: {
      'suffix-length': 'a=',
      'additional-suffix': 'additional-suffix=',
      bytes: 'b=',
      'line-bytes': 'C=',
      'numeric-suffixes': 'd?',
      'hex-suffixes': 'x?',
      lines: 'l=',
      number: 'n=',
      verbose: 'verbose',
      'elide-empty-files': 'e',
    },
  },
  async (tool) => {
    const [path = '-', prefix = 'x', extra] = tool.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ‘${extra}’`);
    const ways = tool.options.filter(({ key }) => 'bCln'.includes(key));
    if (ways.length > 1) throw new UsageError('cannot split in more than one way');
    const { key = 'l', value = '1000' } = ways[0] ?? {};
    const size = sizeArgument(value.replace(/^l\//, ''));
    const what = { l: 'lines', b: 'bytes', C: 'lines', n: 'chunks' }[key];
    if (size === undefined || size === 0)
      throw new ToolError(
        `invalid number of ${what}: ‘${value}’${size === 0 ? ': Numerical result out of range' : ''}`,
      );
    const missing = path !== '-' && !tool.files.exists(tool.path(path));
    if (missing) throw new ToolError(`cannot open '${path}' for reading: No such file or directory`);
    const bytes = await tool.readWhole(path);
    let index = 0;
    for (const part of partsOf(bytes, key, size, value.startsWith('l/'))) {
      if (index >= MOST_FILES) throw new ToolError('output file suffixes exhausted');
      const name = prefix + suffixOf(tool, index++) + (tool.value('additional-suffix') ?? '');
      if (tool.has('verbose')) tool.out.add(`creating file '${name}'\n`);
      tool.files.write(tool.path(name), part);
      await tool.breathe();
    }
    return tool.status;
  },
);

function* partsOf(bytes: Buffer, key: string, size: number, byLines: boolean): Generator<Buffer> {
  if (key === 'n') {
    const share = Math.floor(bytes.length / size);
    let at = 0;
    for (let part = 1; part <= size; part++) {
      let end = part === size ? bytes.length : share * part + (byLines ? 0 : Math.min(part, bytes.length % size));
      if (byLines && part < size && end > 0 && bytes[end - 1] !== 10) end = bytes.indexOf(10, end) + 1 || bytes.length;
      end = Math.max(at, end);
      yield bytes.subarray(at, end);
      at = end;
    }
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + size);
    if (key === 'l') {
      end = at;
      for (let left = size; left > 0 && end < bytes.length; left--) end = bytes.indexOf(10, end) + 1 || bytes.length;
    } else if (key === 'C' && end < bytes.length) {
      const newline = bytes.lastIndexOf(10, end - 1);
      if (newline >= at) end = newline + 1;
    }
    yield bytes.subarray(at, end);
    at = end;
  }
}

function suffixOf(tool: Tool, index: number): string {
  const length = tool.value('a');
  const radix = tool.has('d') ? 10 : tool.has('x') ? 16 : 26;
  let width = Number(length ?? 2);
  let number = index + Number(tool.value('d', 'x') ?? 0);
  let lead = '';
  if (length === undefined) {
    // Without -a, suffixes grow: after the last-but-one of a width come longer ones (xyz, xzaaa).
    for (
      let room = radix ** width - radix ** (width - 1);
      number >= room;
      room = radix ** width - radix ** (width - 1)
    ) {
      number -= room;
      lead += radix === 26 ? 'z' : (radix - 1).toString(radix);
      width++;
    }
    width -= lead.length;
    width += lead.length > 0 ? lead.length : 0;
  }
  if (number >= radix ** width) throw new ToolError('output file suffixes exhausted');
  let text = '';
  for (let left = 0; left < width; left++) {
    const digit = number % radix;
    text = (radix === 26 ? String.fromCharCode(97 + digit) : digit.toString(radix)) + text;
    number = Math.floor(number / radix);
  }
  return lead + text;
}
