import { createHash } from 'node:crypto';
import { type ByteReader, readAll } from '../../../cluster/machinery/byte-stream.ts';
import { type Call, defineCommand } from './define.ts';
import { linesOf } from './lines.ts';

async function* inputs(call: Call): AsyncGenerator<{ path: string; reader: ByteReader }> {
  for (const path of call.operands.length > 0 ? call.operands : ['-']) {
    const reader = await call.open(path);
    if (reader) yield { path, reader };
  }
}

export const wc = defineCommand(
  {
    name: 'wc',
    usage: 'Usage: wc [-l] [-w] [-c] [-m] [FILE]...',
    flags: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' },
  },
  async (call) => {
    const rows: { counts: number[]; name: string }[] = [];
    for await (const { path, reader } of inputs(call)) {
      rows.push({ counts: await count(call, reader), name: call.operands.length === 0 ? '' : path });
    }
    if (call.operands.length > 1) {
      const totals = rows[0]?.counts.map((_, index) => rows.reduce((sum, row) => sum + row.counts[index]!, 0)) ?? [];
      rows.push({ counts: totals, name: 'total' });
    }
    const widest = Math.max(0, ...rows.flatMap(({ counts }) => counts.map((value) => String(value).length)));
    const single = rows.length === 1 && (rows[0]?.counts.length ?? 0) === 1;
    const width = single ? 0 : call.operands.length === 0 ? 7 : widest;
    for (const { counts, name } of rows) {
      await call.print(
        `${counts.map((value) => String(value).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`,
      );
    }
    return call.status;
  },
);

async function count(call: Call, reader: ByteReader): Promise<number[]> {
  const decoder = new TextDecoder();
  let [lines, words, characters, bytes, inWord] = [0, 0, 0, 0, false];
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    bytes += chunk.length;
    for (const byte of chunk) {
      if (byte === 10) lines++;
      const blank = byte === 32 || (byte >= 9 && byte <= 13);
      if (!blank && !inWord) words++;
      inWord = !blank;
    }
    if (call.has('m')) for (const _ of decoder.decode(chunk, { stream: true })) characters++;
  }
  const chosen = [
    ['l', lines],
    ['w', words],
    ['m', characters],
    ['c', bytes],
  ] as const;
  const usual = call.options.size === 0;
  return chosen.filter(([letter]) => (usual ? letter !== 'm' : call.has(letter))).map(([, value]) => value);
}

export const uniq = defineCommand(
  {
    name: 'uniq',
    usage: 'Usage: uniq [-c] [-d] [-u] [-i] [INPUT]',
    flags: 'cdui',
    values: 'f',
    long: { count: 'c', repeated: 'd', unique: 'u' },
  },
  async (call) => {
    const skip = Number(call.value('f') ?? 0);
    const keyOf = (text: string) => {
      const key = skip > 0 ? text.replace(new RegExp(`^(\\s*\\S+){${Math.min(skip, 100)}}`), '') : text;
      return call.has('i') ? key.toLowerCase() : key;
    };
    let previous: string | null = null;
    let times = 0;
    const flush = async () => {
      if (previous === null || (call.has('d') && times < 2) || (call.has('u') && times > 1)) return;
      await call.print(`${call.has('c') ? `${String(times).padStart(7)} ` : ''}${previous}\n`);
    };
    const reader = await call.open(call.operands[0] ?? '-');
    if (!reader) return 1;
    for await (const { text } of linesOf(reader)) {
      if (previous !== null && keyOf(previous) === keyOf(text)) times++;
      else {
        await flush();
        previous = text;
        times = 1;
      }
    }
    await flush();
    return 0;
  },
);

/** Lists such as `1,3-5,7-`: whether a position is in it. */
function positions(list: string): ((position: number) => boolean) | null {
  const ranges: [number, number][] = [];
  for (const part of list.split(',')) {
    const found = /^(\d+)?(-)?(\d+)?$/.exec(part);
    if (!found || (!found[1] && !found[3])) return null;
    const from = Number(found[1] ?? 1);
    ranges.push([from, found[2] ? Number(found[3] ?? Number.POSITIVE_INFINITY) : from]);
  }
  return (position) => ranges.some(([from, to]) => position >= from && position <= to);
}

export const cut = defineCommand(
  {
    name: 'cut',
    usage: 'Usage: cut -f LIST [-d DELIM] [-s] | -c LIST | -b LIST [FILE]...',
    flags: 's',
    values: 'fdcb',
    long: { fields: 'f', delimiter: 'd', characters: 'c', bytes: 'b', 'output-delimiter': 'output=' },
  },
  async (call) => {
    const list = call.value('f') ?? call.value('c') ?? call.value('b');
    const chosen = list === undefined ? null : positions(list);
    if (!chosen) {
      await call.complain(
        list === undefined
          ? 'you must specify a list of bytes, characters, or fields'
          : `invalid field value ‘${list}’`,
      );
      return 1;
    }
    const delimiter = call.value('d') ?? '\t';
    for await (const { reader } of inputs(call)) {
      for await (const { text } of linesOf(reader)) {
        if (!call.has('f')) await call.print(`${[...text].filter((_, at) => chosen(at + 1)).join('')}\n`);
        else if (!text.includes(delimiter)) await call.print(call.has('s') ? '' : `${text}\n`);
        else {
          const fields = text.split(delimiter).filter((_, at) => chosen(at + 1));
          await call.print(`${fields.join(call.value('output') ?? delimiter)}\n`);
        }
      }
    }
    return call.status;
  },
);

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  cntrl: /[\x00-\x1f\x7f]/,
};
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\x07',
  f: '\f',
  v: '\v',
  b: '\b',
};

/** The characters of a set of tr(1): ranges, classes and escapes. */
function setOf(text: string): string[] {
  const expanded = text.replace(/\[:(\w+):\]/g, (all, name) => {
    const pattern = CLASSES[name];
    return pattern
      ? Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
          .filter((char) => pattern.test(char))
          .join('')
          .replace('\\', '\\\\')
      : all;
  });
  const tokens = Array.from(expanded.matchAll(/\\([0-7]{1,3})|\\(.)|(.)/gsu), ([, octal, escaped, plain]) => ({
    char: octal ? String.fromCharCode(Number.parseInt(octal, 8)) : escaped ? (ESCAPES[escaped] ?? escaped) : plain!,
    isPlain: plain !== undefined,
  }));
  const characters: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [here, dash, last] = [tokens[at]!, tokens[at + 1], tokens[at + 2]];
    const isRange = dash?.isPlain && dash.char === '-' && last && last.char >= here.char;
    if (!isRange) characters.push(here.char);
    else {
      for (let code = here.char.codePointAt(0)!; code <= last.char.codePointAt(0)!; code++)
        characters.push(String.fromCodePoint(code));
      at += 2;
    }
  }
  return characters;
}

export const tr = defineCommand(
  {
    name: 'tr',
    usage: 'Usage: tr [-c] [-d] [-s] SET1 [SET2]',
    flags: 'cCdst',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
  },
  async (call) => {
    const [first, second] = call.operands;
    if (first === undefined || (second === undefined && !call.has('d') && !call.has('s'))) {
      await call.complain(first === undefined ? 'missing operand' : `missing operand after ‘${first}’`);
      return 1;
    }
    const from = setOf(first);
    const to = second === undefined ? [] : setOf(second);
    const index = new Map(from.map((char, at) => [char, at]));
    const complement = call.has('c') || call.has('C');
    const inFirst = (char: string) => index.has(char) !== complement;
    const squeezed = new Set(second === undefined || call.has('d') ? (second === undefined ? from : to) : to);
    const decoder = new TextDecoder();
    let last = '';
    for (let chunk = await call.process.stdin.read(); chunk; chunk = await call.process.stdin.read()) {
      let result = '';
      for (const char of decoder.decode(chunk, { stream: true })) {
        if (call.has('d') && inFirst(char)) continue;
        const translates = !call.has('d') && to.length > 0 && inFirst(char);
        const mapped = translates
          ? to[Math.min(complement ? to.length : (index.get(char) ?? 0), to.length - 1)]!
          : char;
        const isSqueezed = second === undefined ? inFirst(char) : squeezed.has(mapped);
        if (call.has('s') && mapped === last && isSqueezed) continue;
        last = mapped;
        result += mapped;
      }
      await call.print(result);
    }
    return 0;
  },
);

export const base64 = defineCommand(
  {
    name: 'base64',
    usage: 'Usage: base64 [-d] [-w COLUMNS] [FILE]',
    flags: 'di',
    values: 'w',
    long: { decode: 'd', wrap: 'w' },
  },
  async (call) => {
    const reader = await call.open(call.operands[0] ?? '-');
    if (!reader) return 1;
    const bytes = Buffer.from(await readAll(reader));
    if (call.has('d')) {
      const text = bytes.toString('latin1').replace(/\s/g, '');
      const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
      await call.process.stdout.write(Buffer.from(text, 'base64'));
      if (!valid) await call.complain('invalid input');
      return call.status;
    }
    const width = Number(call.value('w') ?? 76);
    const text = bytes.toString('base64');
    await call.print(width > 0 ? text.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n') : text);
    return 0;
  },
);

function digest(name: string, algorithm: string) {
  return defineCommand({ name, usage: `Usage: ${name} [FILE]...`, flags: 'bt' }, async (call) => {
    for await (const { path, reader } of inputs(call)) {
      const hash = createHash(algorithm);
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) hash.update(chunk);
      await call.print(`${hash.digest('hex')}  ${path}\n`);
    }
    return call.status;
  });
}

export const md5sum = digest('md5sum', 'md5');
export const sha256sum = digest('sha256sum', 'sha256');
