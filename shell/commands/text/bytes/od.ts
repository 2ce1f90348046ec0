import { defineTool, type Tool, ToolError } from '../tool.ts';
import { rowsOf } from './hexdump.ts';

const HELP = `Usage: od [OPTION]... [FILE]...

  -A, --address-radix=RADIX   offsets in d, o, x or n (none)
  -j, --skip-bytes=BYTES      -N, --read-bytes=BYTES
  -t, --format=TYPE           a, c, d[SIZE], o[SIZE], u[SIZE], x[SIZE], each with z for text
  -v                          identical lines too   -w[BYTES]  bytes a line (32)
  -a -b -c -d -i -l -o -s -x  short for -t a, o1, c, u2, dI, dL, o2, d2, x2`;

interface Format {
  readonly size: number;
  readonly width: number;
  readonly showsText: boolean;
  show(bytes: Buffer): string;
}

const SHORT: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
  h: 'x2',
  f: 'f8',
};
const ASCII =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );
const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };
/** Columns of the widest value by size. */
const WIDTHS: Readonly<Record<string, readonly number[]>> = {
  d: [4, 6, 11, 20],
  u: [3, 5, 10, 20],
  o: [3, 6, 11, 22],
  x: [2, 4, 8, 16],
};

function formatsOf(text: string): Format[] {
  const formats: Format[] = [];
  let rest = text;
  while (rest !== '') {
    const found = /^(?:([ac])|([doux])(\d+|[CSIL])?|(f)(\d+|[FDL])?)(z?)/.exec(rest);
    if (!found) throw new ToolError(`invalid character '${rest[0]}' in type string ‘${text}’`);
    rest = rest.slice(found[0].length);
    const showsText = found[6] === 'z';
    if (found[1]) formats.push({ size: 1, width: 3, showsText, show: found[1] === 'a' ? named : escaped });
    else if (found[4]) formats.push(floating(Number(SIZES[found[5] ?? ''] ?? found[5] ?? 8), showsText));
    else {
      const size = Number(SIZES[found[3] ?? ''] ?? found[3] ?? 4);
      if (![1, 2, 4, 8].includes(size)) {
        throw new ToolError(`invalid type string ‘${text}’;\nthis system doesn't provide a ${size}-byte integral type`);
      }
      formats.push(integer(found[2]!, size, showsText));
    }
  }
  return formats;
}

const named = (bytes: Buffer) =>
  ASCII[bytes[0]! & 127] ?? ((bytes[0]! & 127) === 127 ? 'del' : String.fromCharCode(bytes[0]! & 127));

function escaped(bytes: Buffer): string {
  const byte = bytes[0]!;
  return ESCAPES[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
}

function integer(kind: string, size: number, showsText: boolean): Format {
  const width = WIDTHS[kind]![Math.log2(size)]!;
  return {
    size,
    width,
    showsText,
    show: (bytes) => {
      let value = 0n;
      for (let at = size - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
      if (kind === 'd') return String(BigInt.asIntN(size * 8, value));
      if (kind === 'u') return String(value);
      return value.toString(kind === 'o' ? 8 : 16).padStart(width, '0');
    },
  };
}

function floating(size: number, showsText: boolean): Format {
  if (size !== 4 && size !== 8)
    throw new ToolError(
      `invalid type string ‘f${size}’;\nthis system doesn't provide a ${size}-byte floating point type`,
    );
  return {
    size,
    width: size === 4 ? 15 : 24,
    showsText,
    show: (bytes) => {
      const whole = Buffer.alloc(8);
      bytes.copy(whole);
      return size === 4 ? String(Number(whole.readFloatLE(0).toPrecision(8))) : String(whole.readDoubleLE(0));
    },
  };
}

/** od(1) */
export const od = defineTool(
  {
    name: 'od',
    help: HELP,
    short: 'A:j:N:t:vw::S:abcdfhilosx',
    long: {
      'address-radix': 'A=',
      'skip-bytes': 'j=',
      'read-bytes': 'N=',
      format: 't=',
      'output-duplicates': 'v',
      width: 'w?',
      strings: 'S?',
      endian: 'endian=',
    },
  },
  async (tool) => {
    const texts = tool.options.flatMap(({ key, value }) => (key === 't' ? [value!] : SHORT[key] ? [SHORT[key]] : []));
    const formats = (texts.length > 0 ? texts : ['o2']).flatMap(formatsOf);
    const radix = tool.value('A') ?? 'o';
    if (!/^[doxn]$/.test(radix)) {
      throw new ToolError(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
    }
    const width = tool.has('w') ? Number(tool.value('w') ?? 32) : 16;
    await dump(tool, formats, radix, width);
    return tool.status;
  },
);

async function dump(tool: Tool, formats: readonly Format[], radix: string, width: number): Promise<void> {
  const skip = bytesOf(tool, 'j') ?? 0;
  let offset = skip;
  let before: Buffer | null = null;
  let isStarred = false;
  const address = () => {
    if (radix === 'n') return '';
    const digits = offset.toString({ d: 10, o: 8, x: 16 }[radix] ?? 8);
    return digits.padStart(radix === 'x' ? 6 : 7, '0');
  };
  for await (const row of rowsOf(tool, skip, bytesOf(tool, 'N') ?? Number.POSITIVE_INFINITY, width)) {
    const same: boolean = before?.equals(row) === true && !tool.has('v');
    if (same && !isStarred) tool.out.add('*\n');
    if (!same) tool.out.add(lines(row, formats, address(), width));
    isStarred = same;
    before = row;
    offset += row.length;
    await tool.breathe();
  }
  if (radix !== 'n' && (offset > skip || tool.status === 0)) tool.out.add(`${address()}\n`);
}

function lines(row: Buffer, formats: readonly Format[], address: string, width: number): string {
  // Columns of all formats line up: each value gets the width of the widest that covers the same bytes.
  const perByte = Math.max(...formats.map((format) => (format.width + 1) / format.size));
  return formats
    .map((format, index) => {
      const column = formats.length === 1 ? format.width + 1 : Math.ceil(perByte * format.size);
      let text = '';
      for (let at = 0; at < row.length; at += format.size) {
        text += format.show(row.subarray(at, at + format.size)).padStart(column);
      }
      if (format.showsText) {
        const shown = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
          '',
        );
        text = `${text.padEnd((column * width) / format.size)}  >${shown}<`;
      }
      return `${index === 0 ? address : ' '.repeat(address.length)}${text}\n`;
    })
    .join('');
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  K: 1024,
  k: 1024,
  KB: 1000,
  kB: 1000,
  M: 1024 ** 2,
  m: 1024 ** 2,
  MB: 1000 ** 2,
  G: 1024 ** 3,
};

function bytesOf(tool: Tool, key: string): number | undefined {
  const text = tool.value(key);
  if (text === undefined) return undefined;
  const found = /^(0[xX][0-9a-fA-F]+|\d+)([bkKmMG]?B?)$/.exec(text);
  const unit = UNITS[found?.[2] ?? 'x'];
  if (!found || unit === undefined) throw new ToolError(`invalid -${key} argument '${text}'`);
  const digits = found[1]!;
  return (digits.startsWith('0') && /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)) * unit;
}
