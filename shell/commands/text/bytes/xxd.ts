import { LineBatches } from '../line-batches.ts';
import { defineTool, type Tool } from '../tool.ts';
import { rowsOf } from './hexdump.ts';

const HELP = `Usage:
       xxd [options] [infile [outfile]]
    or
       xxd -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]
Options:
    -b          bits instead of hex    -c cols     bytes a line (16, -i 12, -ps 30)
    -g bytes    bytes a group (2)      -i          as C source
    -l len      stop after len bytes   -p, -ps     plain hex
    -r          hex back to bytes      -s seek     start at seek
    -u          upper case`;

/** xxd(1): one dash for all options, which may stand together with a value. */
export const xxd = defineTool(
  { name: 'xxd', help: HELP, short: 'abc:C:dEeg:hil:n:o:pPrR:s:uv', version: '2022-01-14 by Juergen Weigert et al.' },
  async (tool) => {
    const [input, output] = tool.operands.splice(0);
    if (input !== undefined) tool.operands.push(input);
    if (output !== undefined) await tool.redirectOutput(output);
    if (tool.has('r')) await reverse(tool);
    else if (tool.has('p')) await plain(tool);
    else if (tool.has('i')) await source(tool, input);
    else await dump(tool);
    return tool.status;
  },
);

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const limitOf = (tool: Tool) => numberOf(tool.value('l')) ?? Number.POSITIVE_INFINITY;
const skipOf = (tool: Tool) => numberOf(tool.value('s')) ?? 0;

async function dump(tool: Tool): Promise<void> {
  const bits = tool.has('b');
  const columns = numberOf(tool.value('c')) || (bits ? 6 : 16);
  const group = numberOf(tool.value('g')) ?? (bits ? 1 : tool.has('e') ? 4 : 2);
  const size = bits ? 8 : 2;
  let offset = skipOf(tool);
  const start = numberOf(tool.value('o')) ?? 0;
  const width = columns * size + (group > 0 ? Math.ceil(columns / group) - 1 : 0);
  for await (const row of rowsOf(tool, offset, limitOf(tool), columns)) {
    const shown = Array.from(row, (byte) =>
      cased(tool, bits ? byte.toString(2).padStart(8, '0') : byte.toString(16).padStart(2, '0')),
    );
    const groups: string[] = [];
    for (let at = 0; at < shown.length; at += group || shown.length) {
      const part = shown.slice(at, at + (group || shown.length));
      groups.push((tool.has('e') ? part.reverse() : part).join(''));
    }
    const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const address = tool.has('d')
      ? String(offset + start).padStart(8, '0')
      : (offset + start).toString(16).padStart(8, '0');
    tool.out.add(`${address}: ${groups.join(' ').padEnd(width)}  ${text}\n`);
    offset += row.length;
    await tool.breathe();
  }
}

function cased(tool: Tool, text: string): string {
  return tool.has('u') ? text.toUpperCase() : text;
}

async function plain(tool: Tool): Promise<void> {
  const columns = numberOf(tool.value('c')) ?? 30;
  let any = false;
  for await (const row of rowsOf(tool, skipOf(tool), limitOf(tool), columns || 65_536)) {
    tool.out.add(cased(tool, row.toString('hex')) + (columns === 0 ? '' : '\n'));
    any = true;
    await tool.breathe();
  }
  if (columns === 0 && any) tool.out.add('\n');
}

async function source(tool: Tool, input: string | undefined): Promise<void> {
  const columns = numberOf(tool.value('c')) || 12;
  const name = (tool.value('n') ?? input)?.replace(/[^A-Za-z0-9]/g, '_').replace(/^(?=\d)/, '__');
  const rows: string[] = [];
  let length = 0;
  for await (const row of rowsOf(tool, skipOf(tool), limitOf(tool), columns)) {
    rows.push(
      `  ${Array.from(row, (byte) => (tool.has('u') ? '0X' : '0x') + cased(tool, byte.toString(16).padStart(2, '0'))).join(', ')}`,
    );
    length += row.length;
  }
  const body = rows.join(',\n') + (rows.length > 0 ? '\n' : '');
  tool.out.add(
    name === undefined ? body : `unsigned char ${name}[] = {\n${body}};\nunsigned int ${name}_len = ${length};\n`,
  );
}

async function reverse(tool: Tool): Promise<void> {
  for await (const { reader } of tool.inputs()) {
    const batches = new LineBatches(reader);
    let position = 0;
    for (let lines = await batches.next(); lines; lines = await batches.next()) {
      for (const line of lines) {
        const bytes = bytesOfLine(line, tool.has('p'));
        if (!bytes) continue;
        if (bytes.offset > position) tool.out.add('\0'.repeat(Math.min(bytes.offset - position, 1 << 24)));
        tool.out.add(bytes.data.toString('latin1'));
        position = Math.max(position, bytes.offset) + bytes.data.length;
      }
      await tool.breathe();
    }
  }
}

function bytesOfLine(line: string, isPlain: boolean): { offset: number; data: Buffer } | null {
  if (isPlain) return { offset: 0, data: Buffer.from(line.replace(/[^0-9a-fA-F]/g, ''), 'hex') };
  const found = /^([0-9a-fA-F]+):\s?(.*?)(?:\s{2}|$)/.exec(line);
  return found && { offset: Number.parseInt(found[1]!, 16), data: Buffer.from(found[2]!.replace(/\s/g, ''), 'hex') };
}
