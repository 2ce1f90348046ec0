import { StringDecoder } from 'node:string_decoder';
import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import { toByteText } from '../byte-text.ts';
import { quoteForShell } from '../quote-name.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';
import { displayWidth } from './display-width.ts';

type Counts = { lines: number; words: number; characters: number; bytes: number; longest: number };

const COLUMNS = [
  ['l', 'lines'],
  ['w', 'words'],
  ['m', 'characters'],
  ['c', 'bytes'],
  ['L', 'longest'],
] as const;

/** wc(1) */
export const wc = defineTool(
  {
    name: 'wc',
    help: `Usage: wc [OPTION]... [FILE]...\n\n  -c, --bytes  -m, --chars  -l, --lines  -w, --words\n  -L, --max-line-length    columns of the widest line\n      --files0-from=F      names, each ended by NUL, from file F`,
    short: 'clLmw',
    long: { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'files0-from': 'files0-from=', 'max-line-length': 'L' },
  },
  async (tool) => {
    const streamed = await takeNames(tool);
    const shown = COLUMNS.filter(([letter]) =>
      tool.options.some(({ key }) => key.length === 1) ? tool.has(letter) : 'lwc'.includes(letter),
    );
    const paths = tool.operands.length > 0 ? tool.operands : ['-'];
    // Names that come as a stream leave no time to look at all sizes first.
    const width = streamed || (shown.length === 1 && paths.length === 1) ? 1 : widthOf(tool, paths);
    const total: Counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
    const row = (counts: Counts, name: string) => {
      const numbers = shown.map(([, key]) => String(counts[key]).padStart(width)).join(' ');
      tool.out.add(`${numbers}${name === '' ? '' : ` ${toByteText(name)}`}\n`);
    };
    for (const path of paths) {
      if (path !== '-' && tool.isDirectory(path)) {
        await tool.complain(`${quoteForShell(path)}: Is a directory`);
        row({ lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 }, path);
        continue;
      }
      const reader = await tool.open(path);
      if (!reader) continue;
      const counts = await count(
        tool,
        reader,
        shown.some(([letter]) => 'wmL'.includes(letter)),
      );
      for (const key of ['lines', 'words', 'characters', 'bytes'] as const) total[key] += counts[key];
      total.longest = Math.max(total.longest, counts.longest);
      row(counts, tool.operands.length === 0 ? '' : path);
    }
    if (paths.length > 1) row(total, 'total');
    return tool.status;
  },
);

async function takeNames(tool: Tool): Promise<boolean> {
  const from = tool.value('files0-from');
  if (from === undefined) return false;
  const [extra] = tool.operands;
  if (extra !== undefined)
    throw new UsageError(`extra operand ‘${extra}’\nfile operands cannot be combined with --files0-from`);
  const names = (await tool.readWhole(from)).toString().split('\0');
  if (names.at(-1) === '') names.pop();
  if (names.some((name) => name === '')) throw new ToolError('invalid zero-length file name');
  tool.operands.push(...names);
  return from === '-';
}

/** Wide enough for the files' sizes together; 7 when one of them has none. */
function widthOf(tool: Tool, paths: readonly string[]): number {
  let sum = 0;
  let least = 1;
  for (const path of paths) {
    const absolute = tool.path(path);
    const file = path === '-' ? tool.process.stdin.file : absolute;
    if (file === undefined) least = 7;
    else if (tool.files.exists(file)) {
      const { kind, sizeBytes } = tool.files.stat(file);
      if (kind === 'file') sum += sizeBytes;
      else least = 7;
    }
  }
  return Math.max(least, String(sum).length);
}

async function count(tool: Tool, reader: ByteReader, isDeep: boolean): Promise<Counts> {
  const counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
  const text = new StringDecoder('utf8');
  const state = { inWord: false, column: 0 };
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    counts.bytes += chunk.length;
    for (let at = 0; at < chunk.length; at += 65_536) {
      const part = chunk.subarray(at, at + 65_536);
      for (let found = part.indexOf(10); found >= 0; found = part.indexOf(10, found + 1)) counts.lines++;
      if (isDeep) scan(text.write(Buffer.from(part)), counts, state);
      await tool.breathe();
    }
  }
  if (isDeep) scan(text.end(), counts, state);
  counts.longest = Math.max(counts.longest, state.column);
  return counts;
}

function scan(text: string, counts: Counts, state: { inWord: boolean; column: number }): void {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    // Bytes that are no characters are none.
    if (code !== 0xfffd) counts.characters++;
    const isSpace = code === 32 || (code >= 9 && code <= 13) || code === 0x2003;
    const isPrintable = code >= 32 && code !== 127 && !(code >= 0x80 && code < 0xa0) && code !== 0xfffd;
    if (isSpace) state.inWord = false;
    else if (isPrintable && !state.inWord) {
      counts.words++;
      state.inWord = true;
    }
    if (code === 10 || code === 13 || code === 12) {
      counts.longest = Math.max(counts.longest, state.column);
      state.column = 0;
    } else if (code === 9) state.column += 8 - (state.column % 8);
    else if (isPrintable) state.column += displayWidth(code);
  }
}
