import type { Program } from '../../../../cluster/machinery/machine.ts';
import { quoteAlways } from '../quote-name.ts';
import { defineTool, type Tool, ToolError, UsageError } from '../tool.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

interface Encoding {
  /** Bytes that become a whole number of characters. */
  readonly block: number;
  encode(bytes: Buffer): string;
  /** Characters that become whole bytes. */
  readonly group: number;
  /** Null when the characters are no encoding. */
  decode(text: string): Buffer | null;
  readonly alphabet: RegExp;
}

const base64Encoding: Encoding = {
  block: 3,
  encode: (bytes) => bytes.toString('base64'),
  group: 4,
  alphabet: /[^A-Za-z0-9+/=]/g,
  decode: (text) =>
    /^[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/](?:=|[A-Za-z0-9+/]))$/.test(text) ? Buffer.from(text, 'base64') : null,
};

const base32Encoding: Encoding = {
  block: 5,
  group: 8,
  alphabet: /[^A-Z2-7=]/g,
  encode: (bytes) => {
    let result = '';
    for (let at = 0; at < bytes.length; at += 5) {
      const part = bytes.subarray(at, at + 5);
      const bits = Array.from(part, (byte) => byte.toString(2).padStart(8, '0')).join('');
      const digits = bits.match(/.{1,5}/g) ?? [];
      result += digits
        .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
        .join('')
        .padEnd(8, '=');
    }
    return result;
  },
  decode: (text) => {
    const digits = text.replace(/=+$/, '');
    if (!/^[A-Z2-7]+$/.test(digits) || text.length !== 8 || ![2, 4, 5, 7, 8].includes(digits.length)) return null;
    const bits = [...digits].map((digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('');
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  },
};

function encodingTool(name: string, encoding: Encoding): Program {
  return defineTool(
    {
      name,
      help: `Usage: ${name} [OPTION]... [FILE]\n\n  -d, --decode          decode data\n  -i, --ignore-garbage  when decoding, skip what is no letter of the alphabet\n  -w, --wrap=COLS       wrap lines after COLS characters (76; 0: never)`,
      short: 'diw:',
      long: { decode: 'd', 'ignore-garbage': 'i', wrap: 'w=' },
    },
    async (tool) => {
      if (tool.operands.length > 1)
        throw new UsageError(`extra operand ${quoteAlways(tool.operands[1]!).replace(/^'(.*)'$/, '‘$1’')}`);
      const wrap = tool.value('w') ?? '76';
      if (!/^\d+$/.test(wrap)) throw new ToolError(`invalid wrap size: ‘${wrap}’`);
      const reader = await tool.open(tool.operands[0] ?? '-');
      if (!reader) return 1;
      return tool.has('d') ? decodeAll(tool, encoding, reader) : encodeAll(tool, encoding, reader, Number(wrap));
    },
  );
}

type Reader = ReturnType<Tool['openOrThrow']>;

async function encodeAll(tool: Tool, encoding: Encoding, reader: Reader, wrap: number): Promise<number> {
  let left = Buffer.alloc(0);
  let line = '';
  const add = (text: string) => {
    line += text;
    if (wrap === 0) {
      tool.out.add(line);
      line = '';
      return;
    }
    let at = 0;
    for (; line.length - at >= wrap; at += wrap) tool.out.add(`${line.slice(at, at + wrap)}\n`);
    line = line.slice(at);
  };
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    left = Buffer.concat([left, chunk]);
    const whole = left.length - (left.length % encoding.block);
    add(encoding.encode(left.subarray(0, whole)));
    left = left.subarray(whole);
    await tool.breathe();
  }
  add(encoding.encode(left));
  if (line !== '') tool.out.add(`${line}\n`);
  return 0;
}

async function decodeAll(tool: Tool, encoding: Encoding, reader: Reader): Promise<number> {
  let left = '';
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    left += Buffer.from(chunk).toString('latin1').replaceAll('\n', '');
    if (tool.has('i')) left = left.replace(encoding.alphabet, '');
    let at = 0;
    for (; at + encoding.group <= left.length; at += encoding.group) {
      const bytes = encoding.decode(left.slice(at, at + encoding.group));
      if (!bytes) {
        tool.out.add(validPrefix(encoding, left.slice(at, at + encoding.group)));
        throw new ToolError('invalid input');
      }
      tool.out.add(bytes.toString('latin1'));
    }
    left = left.slice(at);
    await tool.breathe();
  }
  if (left !== '') {
    tool.out.add(validPrefix(encoding, left));
    throw new ToolError('invalid input');
  }
  return 0;
}

/** The bytes that a broken group holds before it breaks. */
function validPrefix(encoding: Encoding, text: string): string {
  const good = text.slice(0, text.search(encoding.group === 4 ? /[^A-Za-z0-9+/]|$/ : /[^A-Z2-7]|$/));
  if (encoding.group !== 4 || good.length < 2) return '';
  return Buffer.from(good, 'base64').toString('latin1');
}

export const base64 = encodingTool('base64', base64Encoding);
export const base32 = encodingTool('base32', base32Encoding);
